/** Languages of emails. */
export const EMAIL_LANGUAGES = ["en", "th"] as const;
export const ACKNOWLEDGE = ["nobody", "customers", "everyone"] as const;
export const SMTP_SECURITIES = ["tls", "starttls", "none"] as const;
export const OAUTH_PROVIDERS = ["google", "microsoft"] as const;
export type OAuthProvider = (typeof OAUTH_PROVIDERS)[number];
/** How a mailbox signs in to its mail servers. */
export const SIGN_INS = ["password", ...OAUTH_PROVIDERS] as const;
export type SignIn = (typeof SIGN_INS)[number];
/** Which emails are fetched when a folder is read for the first time. */
export const IMAP_STARTS = ["now", "everything"] as const;
/** What happens to an email on the mail server after it is stored. */
export const IMAP_AFTER = ["leave", "move"] as const;
