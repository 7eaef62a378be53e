/** How an email reached Docket. */
export const ARRIVALS = ["http", "pipe", "smtp", "imap"] as const;
export const INCOMING_STATES = ["received", "done", "quarantined", "held", "rejected"] as const;
export const INCOMING_OUTCOMES = ["ticket", "reply", "third_party", "bounce", "automatic", "duplicate"] as const;
/** What linked an email to its ticket. */
export const MATCHES = ["token", "message_id", "subject", "new", "person"] as const;
export const SUGGESTION_REASONS = [
  "not_a_participant",
  "not_authenticated",
  "retired_token",
  "closed_long_ago",
  "in_trash",
] as const;
/** What a sender rule does with emails that match it. */
export const SENDER_ACTIONS = ["spam", "accept", "no_auto_reply"] as const;
/** Counters of incoming emails. Each email counts in exactly one of them. */
export const INCOMING_COUNTS = [
  "tickets",
  "replies",
  "third_party",
  "bounces",
  "automatic",
  "duplicates",
  "quarantined",
  "held",
  "rejected",
  "pending",
] as const;
/** What an Admin can do with an incoming email. */
export const INCOMING_DECISIONS = ["retry", "release", "reject"] as const;
/** Why an email cannot be released or read again, although its state allows it. */
export const DECISION_OBSTACLES = ["too_large", "message_deleted", "ticket_in_trash", "sender_is_user"] as const;
export type DecisionObstacle = (typeof DECISION_OBSTACLES)[number];
/** Why an agent has to look at an email, or why it is not a participant's message. */
export const INCOMING_REASONS = [
  "missing",
  "unreadable",
  "reading_failed",
  "failed",
  "sender",
  "too_large",
  "not_fetched",
  "spam",
  "robot",
  "sender_not_proven",
  "not_a_participant",
  "ours",
  "unknown_report",
  "same_bytes",
  "same_message",
] as const;
export type IncomingReason = (typeof INCOMING_REASONS)[number];
/** What a delivery report says about one of our emails. */
export const BOUNCE_REASONS = ["failed", "delayed", "delivered", "relayed", "expanded", "complaint"] as const;
