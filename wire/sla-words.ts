// Separate from the endpoints, so that the web app does not load the schema library.
import { STATUSES, type Status } from "./ticket-words.ts";

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/**
 * Start and end in local time, such as "09:00" and "18:00". "24:00" is the end of the day. If the end is before the
 * start, it is on the next day.
 */
export type Window = readonly [start: string, end: string];

/** A day with its own windows. A holiday has none. */
export interface SpecialDay {
  date: string;
  name: string;
  windows: readonly Window[];
}

/** The hours at which a desk is open. */
export interface OpenHours {
  time_zone: string;
  windows: Readonly<Record<Weekday, readonly Window[]>>;
  days: readonly SpecialDay[];
}

export const SLA_METRICS = ["first_response", "next_response", "resolution"] as const;
export type SlaMetric = (typeof SLA_METRICS)[number];

export const SLA_CLOCKS = ["business", "always"] as const;
export type SlaClock = (typeof SLA_CLOCKS)[number];

/** Who gets a reminder. */
export const REMINDER_RECIPIENTS = ["assignee", "team", "lead"] as const;
export type ReminderRecipient = (typeof REMINDER_RECIPIENTS)[number];

/**
 * `before`: counted time before the target ("30m", "2h", "0m" at the breach), or the share of the target that has
 * passed ("75%").
 */
export interface Reminder {
  before: string;
  to: readonly ReminderRecipient[];
}

export const CLOCK_STATES = ["running", "paused", "met", "breached", "dropped"] as const;
export type ClockState = (typeof CLOCK_STATES)[number];

/** A ticket's SLA state in lists: the state of the clock that ends first. */
export const SLA_STATES = ["breached", "due_soon", "on_track", "paused"] as const;
export type SlaState = (typeof SLA_STATES)[number];

type OpenStatus = Exclude<Status, "resolved" | "closed">;
/** The statuses in which a policy may pause its clocks. */
export const PAUSE_STATUSES = STATUSES.slice(0, STATUSES.indexOf("resolved")) as unknown as readonly [
  OpenStatus,
  ...OpenStatus[],
];
