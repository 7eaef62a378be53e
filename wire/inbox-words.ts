/** The filters of the inbox that are yes or no. */
export const INBOX_FLAGS = [
  "open",
  "overdue",
  "unread",
  "mentioned",
  "unread_mention",
  "has_files",
  "has_draft",
  "snoozed",
  "trash",
] as const;
export type InboxFlag = (typeof INBOX_FLAGS)[number];

/** Those whose result depends on the user who looks. */
export const VIEWER_FLAGS = ["unread", "mentioned", "unread_mention", "has_draft", "snoozed"] as const;
