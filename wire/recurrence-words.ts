// Words of recurring tickets without a schema library, for the web app, too.

/** What happens on a day that the calendar has closed. */
export const ON_CLOSED_DAY = ["keep", "next_open_day", "skip"] as const;
/** Which of the tickets are created that were due while no server ran. */
export const MISSED = ["one", "all", "skip"] as const;
export const RUN_OUTCOMES = ["created", "missed", "failed"] as const;
/** What a rule does on dates that not every month or year has. */
export const RULE_NOTES = ["short_months", "leap_day"] as const;
export type RuleNote = (typeof RULE_NOTES)[number];
