/** The ways in. */
export const ARRIVALS = ["http", "pipe", "smtp", "imap"] as const;
export const INCOMING_STATES = ["received", "done", "quarantined", "held", "rejected"] as const;
export const INCOMING_OUTCOMES = ["ticket", "reply", "third_party", "bounce", "automatic", "duplicate"] as const;
/** How the ticket of an email was determined. */
export const MATCHES = ["token", "message_id", "subject", "new", "person"] as const;
export const SUGGESTION_REASONS = [
  "not_a_participant",
  "not_authenticated",
  "retired_token",
  "closed_long_ago",
  "in_trash",
] as const;
/** What a rule does with emails of a sender. */
export const SENDER_ACTIONS = ["spam", "accept", "no_auto_reply"] as const;
/** What incoming emails are counted by: each email is in exactly one of these. */
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
/** Why a person has to look at an email, or why it is no message of a participant. */
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
/** What a report says of an email of ours. */
export const BOUNCE_REASONS = ["failed", "delayed", "delivered", "relayed", "expanded", "complaint"] as const;
