// Apart from the endpoints, so that the web app can have them without a schema library.

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** From and to in local time, as "09:00" and "18:00". "24:00" is the end of the day; an end before the start is on the next day. */
export type Window = readonly [start: string, end: string];

/** A day with windows of its own: none on a holiday. */
export interface SpecialDay {
  date: string;
  name: string;
  windows: readonly Window[];
}

/** When a desk is open. */
export interface OpenHours {
  time_zone: string;
  windows: Readonly<Record<Weekday, readonly Window[]>>;
  days: readonly SpecialDay[];
}

export const SLA_METRICS = ["first_response", "next_response", "resolution"] as const;
export type SlaMetric = (typeof SLA_METRICS)[number];

export const SLA_CLOCKS = ["business", "always"] as const;
export type SlaClock = (typeof SLA_CLOCKS)[number];

/** Whom a reminder is for. */
export const REMINDER_RECIPIENTS = ["assignee", "team", "lead"] as const;
export type ReminderRecipient = (typeof REMINDER_RECIPIENTS)[number];

/** `before` is counted time before the target ("30m", "2h", "0m" at breach) or a part of the target that is used up ("75%"). */
export interface Reminder {
  before: string;
  to: readonly ReminderRecipient[];
}

export const CLOCK_STATES = ["running", "paused", "met", "breached", "dropped"] as const;
export type ClockState = (typeof CLOCK_STATES)[number];

/** The SLA state of a ticket in lists: that of its clock that ends first. */
export const SLA_STATES = ["breached", "due_soon", "on_track", "paused"] as const;
export type SlaState = (typeof SLA_STATES)[number];
