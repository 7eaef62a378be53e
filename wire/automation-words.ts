// Apart from the endpoints, so that the web app can have them without a schema library.

/** What makes an automation run: something that happens to a ticket, or time in which nothing does. */
export const TRIGGERS = [
  "created",
  "customer_replied",
  "agent_replied",
  "note_added",
  "macro_applied",
  "changed",
  "sla_breached",
  "unanswered",
  "unchanged",
] as const;
export type TriggerWord = (typeof TRIGGERS)[number];

/** Those that a job looks for. */
export const TIMED_TRIGGERS = ["sla_breached", "unanswered", "unchanged"] as const satisfies readonly TriggerWord[];
/** How a new ticket can come. */
export const CREATED_VIAS = ["web", "mail", "portal", "api"] as const;

export interface Trigger {
  on: TriggerWord;
  /** `created`: only by these ways. */
  via?: string[];
  /** `macro_applied`: only one of these macros. */
  macros?: string[];
  /** `changed`: of this field, to or from one of these values (`none`: no value; a tag that was added or removed). */
  field?: string;
  from?: string[];
  to?: string[];
  /** `unanswered` and `unchanged`: for so many hours, open ones if there is a calendar. */
  hours?: number;
  calendar?: string | null;
}

/** Who is notified, beside single users by their IDs. */
export const NOTIFIED = ["assignee", "team", "lead"] as const;

export const SURVEY_ACTIONS = ["start", "none"] as const;
export type SurveyAction = (typeof SURVEY_ACTIONS)[number];

export interface AutomationActions {
  changes?: Record<string, unknown>;
  note?: string;
  reply?: string;
  notify?: { to: string[]; text: string };
  /** A macro, not a private one: its changes, and its text as a reply or an internal note. */
  macro?: string;
  /** For so many hours, or until the customer replies, for the assignee. */
  snooze?: number;
  /** `none`: the ticket gets the tag that rules surveys out. */
  survey?: SurveyAction;
}

export const OUTCOMES = ["done", "unchanged", "failed", "stopped"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What texts can contain, as {{ ticket.number }}. */
export const TEXT_VALUES = [
  "ticket.number",
  "ticket.subject",
  "ticket.url",
  "contact.name",
  "contact.first_name",
  "company.name",
  "assignee.name",
  "assignee.first_name",
  "team",
] as const;

export const MAX_AUTOMATIONS = 1_000;
/** So many automations in a row may set each other off; the next one is paused. */
export const MAX_CHAIN = 5;
export const KEEP_RUNS_DAYS = 30;
