interface Setting {
  name: string;
  fallback?: string;
  about: string;
}

/** Every setting: its name in the environment, its default and its effect. `--help` and docs/settings.md list them. */
const SETTINGS = [
  { name: "HOST", fallback: "127.0.0.1", about: "Address to listen on; `0.0.0.0` for all." },
  { name: "PORT", fallback: "8000", about: "Port to listen on; `0` picks a free one." },
  {
    name: "PUBLIC_URL",
    about: "Address that clients use, such as `https://desk.example.com`. Default: the address of each request.",
  },
  { name: "DATABASE_URL", about: "Your PostgreSQL (15 or newer). Default: the embedded one in `DATA_DIR`." },
  { name: "DATABASE_POOL_SIZE", fallback: "10", about: "Database connections per server." },
  {
    name: "DATA_DIR",
    fallback: "./data",
    about: "Folder for the embedded database, uploaded files and the secret key.",
  },
  {
    name: "ADMIN_USERNAME",
    fallback: "admin",
    about: "Username of the first Admin, created while there are no users.",
  },
  { name: "ADMIN_PASSWORD", about: "Password of the first Admin. Default: generated and printed once." },
  { name: "ADMIN_EMAIL", about: "Email address of the first Admin." },
  {
    name: "SECRET_KEY",
    about: "Key that signs tokens (HS256), at least 32 characters. Default: generated and stored in `DATA_DIR`.",
  },
  { name: "CORS_ORIGINS", about: "Origins of web clients on other sites, separated by commas." },
  { name: "RATE_LIMIT", fallback: "on", about: "`off` removes all rate limits (for tests)." },
  { name: "MAX_UPLOAD_MB", fallback: "25", about: "Largest file that can be uploaded." },
  {
    name: "MEDIA_URL",
    fallback: "/media/",
    about: "Where files are downloaded from: a path, or an address on another host.",
  },
  { name: "S3_BUCKET", about: "S3 bucket for uploaded files. Default: files are stored in `DATA_DIR`." },
  { name: "S3_REGION", about: "Region of the bucket. Default: `us-east-1`." },
  { name: "S3_ENDPOINT", about: "Address of an S3-compatible store. Default: Amazon S3." },
  { name: "S3_ACCESS_KEY_ID", about: "Access key for the bucket. Default: the machine's AWS credentials." },
  { name: "S3_SECRET_ACCESS_KEY", about: "Secret key that belongs to `S3_ACCESS_KEY_ID`." },
  { name: "S3_FORCE_PATH_STYLE", about: "`on` for stores with the bucket in the path, such as MinIO. Default: off." },
  { name: "TRUST_PROXY", about: "Proxies whose `X-Forwarded-*` headers are trusted, separated by commas." },
  {
    name: "TZ_NAME",
    fallback: "UTC",
    about: "Time zone for the dates in ticket numbers and for times without a zone.",
  },
  { name: "SMTP_URL", about: "Server that takes outgoing email. Default: mailboxes are set up in the app." },
  { name: "MAIL_FROM", about: "Sender of outgoing email: `Support <support@example.com>`. Needed with `SMTP_URL`." },
  { name: "IMAP_URL", about: "Server that holds the mailbox's incoming email. Needs `SMTP_URL` and `MAIL_FROM`." },
  {
    name: "MAIL_OUT",
    fallback: "on",
    about: "`hold`: emails wait until an Admin sends them. `off`: none are written.",
  },
  {
    name: "MAIL_LISTEN",
    about: "Address to receive email on: `smtp://0.0.0.0:25`, or `lmtp://127.0.0.1:24` behind a mail server.",
  },
  { name: "MAIL_TLS_CERT", about: "File with the certificate chain for STARTTLS on `MAIL_LISTEN` (PEM)." },
  { name: "MAIL_TLS_KEY", about: "File with the key of that certificate (PEM)." },
  {
    name: "MAIL_KEEP_DAYS",
    fallback: "90",
    about: "Days after which sources of incoming and texts of sent emails are deleted. `0`: never.",
  },
  { name: "MAIL_GOOGLE_CLIENT_ID", about: "Client ID for mailboxes that sign in with Google." },
  { name: "MAIL_GOOGLE_CLIENT_SECRET", about: "Its client secret." },
  { name: "MAIL_MICROSOFT_CLIENT_ID", about: "Client ID for mailboxes that sign in with Microsoft." },
  { name: "MAIL_MICROSOFT_CLIENT_SECRET", about: "Its client secret." },
  {
    name: "MAIL_MICROSOFT_TENANT",
    fallback: "common",
    about: "Microsoft tenant: its ID or domain; `common` for any.",
  },
  { name: "WORKER", fallback: "on", about: "`off`: no background jobs on this server; another server runs them." },
  {
    name: "LOG_LEVEL",
    fallback: "info",
    about: "`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`.",
  },
] as const satisfies readonly Setting[];

export const settings: readonly Setting[] = SETTINGS;
export type SettingName = (typeof SETTINGS)[number]["name"];
export type SettingWithDefault = Extract<(typeof SETTINGS)[number], { fallback: string }>["name"];

export interface ShownSetting {
  name: string;
  about: string;
  value: string | null;
  is_set: boolean;
  is_secret: boolean;
}

// decided by the name, so that no new setting is forgotten; the address of a database contains its password
const SECRET = /PASSWORD|SECRET|KEY|TOKEN|CREDENTIAL|DATABASE_URL|SMTP_URL|IMAP_URL/;

/** The settings for display: the effective value of each, and of secrets only whether they are set. */
export function showSettings(env: NodeJS.ProcessEnv): ShownSetting[] {
  return settings.map(({ name, fallback, about }) => {
    const is_secret = SECRET.test(name);
    const ownValue = env[name]?.trim() || null;
    return {
      name,
      about,
      value: is_secret ? null : (ownValue ?? fallback ?? null),
      is_set: ownValue !== null,
      is_secret,
    };
  });
}
