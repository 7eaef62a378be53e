// Separate from the endpoints, so that the web app does not load the schema library.

/** What starts an automation: an event of a ticket, or a time without one. */
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

/** Triggers that a job checks. The others follow events. */
export const TIMED_TRIGGERS = ["sla_breached", "unanswered", "unchanged"] as const satisfies readonly TriggerWord[];
/** How a ticket was created. */
export const CREATED_VIAS = ["web", "mail", "portal", "api"] as const;

export interface Trigger {
  on: TriggerWord;
  /** For `created`: only tickets created in one of these ways. */
  via?: string[];
  /** For `macro_applied`: only these macros. */
  macros?: string[];
  /**
   * For `changed`: the field, and the values that it changes from or to. `none` means no value. A tag that was added is
   * a value of `to`, one that was removed a value of `from`.
   */
  field?: string;
  from?: string[];
  to?: string[];
  /** For `unanswered` and `unchanged`: the number of hours. With a calendar, only its open hours count. */
  hours?: number;
  calendar?: string | null;
}

/** Recipients of a notification. Single users are named by their IDs. */
export const NOTIFY_RECIPIENTS = ["assignee", "team", "lead"] as const;

export const SURVEY_ACTIONS = ["start", "none"] as const;
export type SurveyAction = (typeof SURVEY_ACTIONS)[number];

export interface AutomationActions {
  changes?: Record<string, unknown>;
  note?: string;
  reply?: string;
  notify?: { to: string[]; text: string };
  /** A team or shared macro: makes its changes and adds its text as a reply or an internal note. */
  macro?: string;
  /** Number of hours for which the ticket is snoozed for its assignee, or until the customer replies. */
  snooze?: number;
  /** `start` starts a survey. `none` adds the tag that excludes the ticket from surveys. */
  survey?: SurveyAction;
}

export const OUTCOMES = ["done", "unchanged", "failed", "stopped"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Placeholders in texts, as in {{ ticket.number }}. */
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
/** Maximum number of automations that start each other in a chain. The next one is paused. */
export const MAX_CHAIN = 5;
export const KEEP_RUNS_DAYS = 30;
