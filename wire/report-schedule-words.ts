// Separate from the endpoints, so that the web app does not load the schema library.

/** How often a report is sent: each day, Monday to Friday, or once a week. */
export const EVERY = ["day", "weekday", "week"] as const;
export type Every = (typeof EVERY)[number];

export const MAX_REPORTS = 12;
export const MAX_SCHEDULE_RECIPIENTS = 50;
export const MAX_REPORT_DAYS = 92;
