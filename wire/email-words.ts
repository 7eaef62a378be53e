/** Emails to people outside the desk. */
export const CONTACT_KINDS = ["acknowledgement", "reply", "opening", "forward", "survey"] as const;
/**
 * Notifications: users choose to get each kind at once, in a digest, or never. If several kinds fit one event, the
 * first one is sent.
 */
export const NOTIFICATION_KINDS = [
  "undelivered",
  "mention",
  "assigned",
  "response",
  "low_rating",
  "followed",
  "sla_breached",
  "sla_due_soon",
  "overdue",
  "due_soon",
  "team",
] as const;
/** Everything that an email can be about. */
export const EMAIL_KINDS = [
  ...CONTACT_KINDS,
  ...NOTIFICATION_KINDS,
  "digest",
  "invitation",
  "password_reset",
  "portal_link",
  "report",
  "test",
] as const;
export type ContactKind = (typeof CONTACT_KINDS)[number];
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];
export type EmailKind = (typeof EMAIL_KINDS)[number];

export const EMAIL_STATES = [
  "waiting",
  "sending",
  "deferred",
  "unknown",
  "accepted",
  "delivered",
  "bounced",
  "failed",
  "suppressed",
  "cancelled",
  "held",
] as const;
export type EmailState = (typeof EMAIL_STATES)[number];
/** States of an email that later ones about its ticket to its recipient wait for. */
export const EARLIER_STATES = ["waiting", "sending", "deferred", "unknown"] as const;
/** The recipient does not have the email, and Docket does not try again. */
export const UNDELIVERED_STATES = ["bounced", "failed", "suppressed", "held"] as const;
/** States in which an email can still be cancelled. */
export const CANCELLABLE_STATES = ["waiting", "deferred", "unknown", "held"] as const;

/** Why Docket does not write to an address by itself. */
export const UNANSWERED_REASONS = [
  "sender_not_proven",
  "automatic_message",
  "old_message",
  "sender_rule",
  "too_many",
] as const;
export type UnansweredReason = (typeof UNANSWERED_REASONS)[number];
export const EMAIL_REASONS = [
  ...UNANSWERED_REASONS,
  "no_mailbox",
  "mail_out_hold",
  "may_have_arrived",
  "refused",
  "expired",
  "bounced",
  "suppressed",
  "comment_deleted",
  "comment_internal",
  "ticket_deleted",
  "user_inactive",
  "not_chosen",
  "link_expired",
  "dropped",
  "replaced",
] as const;
export type EmailReason = (typeof EMAIL_REASONS)[number];

/** Whether messages show pictures of other sites: when an agent asks, at once, or never. */
export const REMOTE_PICTURES = ["ask", "show", "never"] as const;

/** Why an address gets no email. */
export const SUPPRESSION_REASONS = ["bounce", "complaint", "unsubscribe", "admin"] as const;
