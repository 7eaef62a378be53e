// Separate from the endpoints, so that the web app does not load the schema library.

/** What happens if the calendar is closed on the day. */
export const ON_CLOSED_DAY = ["keep", "next_open_day", "skip"] as const;
/** Which tickets are created that were due while no server was running. */
export const MISSED_POLICIES = ["one", "all", "skip"] as const;
export const RUN_OUTCOMES = ["created", "missed", "failed"] as const;
/** Effects of a rule on dates that are not in every month or year. */
export const RULE_NOTES = ["short_months", "leap_day"] as const;
export type RuleNote = (typeof RULE_NOTES)[number];
