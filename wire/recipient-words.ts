// The recipients of a reply. Separate from the schemas, so that the web app does not load the schema library.
export const RECIPIENT_ROLES = ["to", "cc", "bcc"] as const;
export type RecipientRole = (typeof RECIPIENT_ROLES)[number];
/** The recipients in a request; without any, the server decides. */
export type SentRecipients = Partial<Record<RecipientRole, string[]>>;
