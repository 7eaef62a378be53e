/** The languages that emails are written in. */
export const EMAIL_LANGUAGES = ["en", "th"] as const;
export const ACKNOWLEDGE = ["nobody", "customers", "everyone"] as const;
export const SMTP_SECURITIES = ["tls", "starttls", "none"] as const;
