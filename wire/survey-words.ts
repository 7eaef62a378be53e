// Separate from the endpoints, so that the web app does not load the schema library.

/** From very dissatisfied to very satisfied. */
export const RATINGS = [1, 2, 3, 4, 5] as const;
export type Rating = (typeof RATINGS)[number];
/** Ratings up to this one are low. The team's leads are notified of them. */
export const MAX_LOW_RATING = 2;

export const SURVEY_STATES = ["waiting", "sent", "cancelled"] as const;
/** Why a survey was cancelled. */
export const SURVEY_REASONS = [
  "reopened",
  "merged",
  "ticket_deleted",
  "contact_changed",
  "tag",
  "recent",
  "no_address",
  "suppressed",
  "unsubscribed",
  "automatic",
  "not_visible",
  "not_configured",
] as const;
export type SurveyReason = (typeof SURVEY_REASONS)[number];

/** A ticket with this tag gets no survey. */
export const NO_SURVEY_TAG = "no_survey";
export const SURVEY_DAYS = 30;
/** Number of days in which a customer can change a rating. */
export const CHANGE_DAYS = 7;
/** Minimum number of days between two surveys to the same customer. */
export const PAUSE_DAYS = 14;
export const MAX_SURVEY_COMMENT = 2_000;
