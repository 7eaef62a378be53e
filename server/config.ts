import { resolve } from "node:path";
import { type ListenAddress, parseMailListen } from "./incoming/listen-address.ts";
import { type MailboxSettings, parseImapUrl, parseMailFrom, parseSmtpUrl } from "./mailboxes/environment.ts";
import type { OAuthSettings } from "./mailboxes/oauth-apps.ts";
import { isWeakKey } from "./secret-key.ts";
import { isProxy, isZone } from "./setting-checks.ts";
import { type SettingName, type SettingWithDefault, settings } from "./settings.ts";

export { loadSecretKey } from "./secret-key.ts";
export { type ShownSetting, settings, showSettings } from "./settings.ts";

export interface S3Config {
  bucket: string;
  region: string;
  endpoint: string | null;
  /** Null: the SDK finds credentials itself (instance role, profile, variables). */
  credentials: { accessKeyId: string; secretAccessKey: string } | null;
  isPathStyle: boolean;
}

export interface Config {
  host: string;
  port: number;
  publicUrl: string | null;
  databaseUrl: string | null;
  poolSize: number;
  dataDir: string;
  admin: { username: string; password: string | null; email: string };
  secretKey: string | null;
  corsOrigins: readonly string[];
  isLimited: boolean;
  maxUploadBytes: number;
  mediaUrl: string;
  s3: S3Config | null;
  trustProxy: readonly string[];
  zone: string;
  /** The mailbox from the environment; null if there is none. */
  mailbox: MailboxSettings | null;
  mailOut: MailOut;
  /** The address on which email is received by SMTP or LMTP; null if it is not. */
  mailListen: ListenAddress | null;
  mailKeepDays: number;
  /** The applications that mailboxes use to sign in at Google and Microsoft. */
  mailOAuth: OAuthSettings;
  isWorker: boolean;
  logLevel: string;
}

/** All problems of the settings, one a line. */
export class ConfigProblem extends Error {}

/** Reads all settings, and reports every wrong one with what it should be. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const reading = new Reading(env);
  const config: Config = {
    host: reading.text(
      "HOST",
      (host) => /^[\w.:%-]+$/.test(host),
      "must be an address or a host name, for example 127.0.0.1",
    ),
    port: reading.number("PORT", 0, 65_535),
    publicUrl: reading.origin("PUBLIC_URL"),
    databaseUrl: reading.textIfSet("DATABASE_URL", isDatabase, "must be an address that begins with postgres://"),
    poolSize: reading.number("DATABASE_POOL_SIZE", 1, 1000),
    dataDir: resolve(reading.text("DATA_DIR", (path) => !path.includes("\0"), "must be a folder")),
    admin: reading.admin(),
    secretKey: reading.raw("SECRET_KEY", (key) => !isWeakKey(key), UNFIT_KEY),
    corsOrigins: reading.origins("CORS_ORIGINS"),
    isLimited: reading.isOn("RATE_LIMIT"),
    maxUploadBytes: reading.number("MAX_UPLOAD_MB", 1, 10_000) * 1024 * 1024,
    mediaUrl: reading.text("MEDIA_URL", isMedia, "must be a path or an address, as in /media/").replace(/\/*$/, "/"),
    s3: reading.s3(),
    trustProxy: reading.list(
      "TRUST_PROXY",
      isProxy,
      "must be addresses or ranges separated by commas, for example 10.0.0.0/8",
    ),
    zone: reading.text("TZ_NAME", isZone, "must be a time zone, as in Europe/Paris"),
    mailbox: reading.mailbox(),
    mailOut: reading.text("MAIL_OUT", isMailOut, "must be on, hold or off") as MailOut,
    mailListen: reading.mailListen(),
    mailKeepDays: reading.number("MAIL_KEEP_DAYS", 0, 36_500),
    mailOAuth: reading.mailOAuth(),
    isWorker: reading.isOn("WORKER"),
    logLevel: reading.text("LOG_LEVEL", (level) => LEVELS.includes(level), `must be one of ${LEVELS.join(", ")}`),
  };
  if (reading.problems.length > 0) throw new ConfigProblem(reading.problems.join("\n"));
  return freeze(config);
}

export type MailOut = "on" | "hold" | "off";
const isMailOut = (word: string) => ["on", "hold", "off"].includes(word);

const LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"];
const UNFIT_KEY = "must be at least 32 characters and hard to guess; leave it unset to generate one in DATA_DIR";
const AN_ORIGIN = "for example https://desk.example.com";

/** One pass through the environment, which continues after a problem so that all are found. */
class Reading {
  readonly problems: string[] = [];
  readonly #env: NodeJS.ProcessEnv;

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  /** The value unchanged, spaces included; empty counts as unset. A problem never includes the value. */
  raw(name: SettingName, isRight = (_: string) => true, should = ""): string | null {
    const value = this.#env[name] || null;
    if (value !== null && !isRight(value)) this.problems.push(`${name} ${should}`);
    return value;
  }

  textIfSet(name: SettingName, isRight: (text: string) => boolean, should: string): string | null {
    const value = this.#env[name]?.trim() || settings.find((each) => each.name === name)?.fallback || null;
    if (value !== null && !isRight(value)) this.problems.push(`${name} ${should}`);
    return value;
  }

  // a setting without a default could be null here, and 0 as a number
  text(name: SettingWithDefault, isRight: (text: string) => boolean, should: string): string {
    return this.textIfSet(name, isRight, should)!;
  }

  number(name: SettingWithDefault, min: number, max: number): number {
    const isRight = (text: string) => /^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max;
    return Number(this.text(name, isRight, `must be a whole number from ${min} to ${max}`));
  }

  isOn(name: SettingName): boolean {
    const value = this.textIfSet(name, (text) => /^(on|off)$/i.test(text), "must be on or off");
    return value?.toLowerCase() === "on";
  }

  list(name: SettingName, isRight: (text: string) => boolean, should: string): string[] {
    const parts = (text: string) =>
      text
        .split(",")
        .map((each) => each.trim())
        .filter(Boolean);
    return parts(this.textIfSet(name, (text) => parts(text).every(isRight), should) ?? "");
  }

  // in the form that browsers send: lower case, without the default port
  origin(name: SettingName): string | null {
    const value = this.textIfSet(name, isOrigin, `must be a URL without a path, ${AN_ORIGIN}`);
    return value && isOrigin(value) ? new URL(value).origin : null;
  }

  origins(name: SettingName): string[] {
    if (this.#env[name]?.split(",").some((each) => each.trim() === "*")) {
      this.problems.push(`${name} cannot be *, because clients send credentials. List the origins, ${AN_ORIGIN}`);
      return [];
    }
    const entries = this.list(name, isOrigin, `must be origins, ${AN_ORIGIN}, with commas between them`);
    return entries.filter(isOrigin).map((each) => new URL(each).origin);
  }

  admin(): Config["admin"] {
    return {
      username: this.text("ADMIN_USERNAME", (name) => name.length <= 150, "must have 150 characters at most"),
      password: this.raw("ADMIN_PASSWORD"),
      email: this.textIfSet("ADMIN_EMAIL", isEmail, "must be an email address") ?? "",
    };
  }

  mailbox(): MailboxSettings | null {
    const url = this.textIfSet(
      "SMTP_URL",
      (text) => parseSmtpUrl(text) !== null,
      "must be an address, as in smtp://user:password@smtp.example.com:587 or smtps://smtp.example.com",
    );
    const from = this.textIfSet(
      "MAIL_FROM",
      (text) => parseMailFrom(text) !== null,
      "must be an address, as in Support <support@example.com>",
    );
    const imapUrl = this.textIfSet(
      "IMAP_URL",
      (text) => parseImapUrl(text) !== null,
      "must be an address, as in imaps://user:password@imap.example.com or imap://user:password@imap.example.com/INBOX?move=Done",
    );
    if (!url && !from) {
      if (imapUrl) this.problems.push("IMAP_URL needs SMTP_URL and MAIL_FROM");
      return null;
    }
    if (!url || !from) this.problems.push("SMTP_URL and MAIL_FROM must be set both, or neither");
    if (!this.#env.PUBLIC_URL?.trim()) this.problems.push("PUBLIC_URL must be set, since emails contain links to it");
    const [smtp, sender] = [parseSmtpUrl(url ?? ""), parseMailFrom(from ?? "")];
    return smtp && sender ? { ...sender, smtp, imap: parseImapUrl(imapUrl ?? "") } : null;
  }

  mailListen(): ListenAddress | null {
    const should = "must be smtp:// or lmtp:// with a host and a port, as in lmtp://127.0.0.1:24";
    const text = this.textIfSet("MAIL_LISTEN", (text) => parseMailListen(text) !== null, should);
    const address = parseMailListen(text ?? "");
    const [certificate, key] = [this.raw("MAIL_TLS_CERT"), this.raw("MAIL_TLS_KEY")];
    if (!certificate !== !key) this.problems.push("Set both MAIL_TLS_CERT and MAIL_TLS_KEY, or neither");
    if (certificate && !text) this.problems.push("MAIL_TLS_CERT needs MAIL_LISTEN");
    return address && { ...address, tls: certificate && key ? { certificate, key } : null };
  }

  mailOAuth(): OAuthSettings {
    const credentials = (provider: "GOOGLE" | "MICROSOFT") => {
      const [id, secret] = [`MAIL_${provider}_CLIENT_ID`, `MAIL_${provider}_CLIENT_SECRET`] as const;
      const [clientId, clientSecret] = [this.raw(id), this.raw(secret)];
      if (!clientId !== !clientSecret) this.problems.push(`Set both ${id} and ${secret}, or neither`);
      return clientId && clientSecret ? { clientId, clientSecret } : null;
    };
    const isTenant = (text: string) => /^[\w.-]{1,100}$/.test(text);
    const tenant = this.text("MAIL_MICROSOFT_TENANT", isTenant, "must be the ID or the domain of a tenant, or common");
    const microsoft = credentials("MICROSOFT");
    return { google: credentials("GOOGLE"), microsoft: microsoft && { ...microsoft, tenant } };
  }

  s3(): S3Config | null {
    const names = settings.map(({ name }) => name).filter((name) => name.startsWith("S3_"));
    const presentNames = names.filter((name) => this.#env[name]?.trim());
    if (presentNames.length === 0) return null;
    const bucket = this.textIfSet("S3_BUCKET", (name) => /^[\w.-]{3,255}$/.test(name), "must be the name of a bucket");
    if (!bucket) this.problems.push(`S3_BUCKET is required when ${presentNames.join(" and ")} is set`);
    const accessKeyId = this.raw("S3_ACCESS_KEY_ID");
    const secretAccessKey = this.raw("S3_SECRET_ACCESS_KEY");
    if (!accessKeyId !== !secretAccessKey)
      this.problems.push("Set both S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY, or neither");
    return {
      bucket: bucket ?? "",
      region: this.textIfSet("S3_REGION", (name) => /^[\w-]+$/.test(name), "must be a region") ?? "us-east-1",
      endpoint: this.textIfSet("S3_ENDPOINT", isAddress, "must be a URL, for example https://s3.example.com"),
      credentials: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : null,
      isPathStyle: this.isOn("S3_FORCE_PATH_STYLE"),
    };
  }
}

const isAddress = (text: string) => /^https?:\/\/[^\s]+$/i.test(text) && URL.canParse(text);
const isOrigin = (text: string) => isAddress(text) && /^https?:\/\/[^/\s?#@*]+\/?$/i.test(text);
const isDatabase = (text: string) => /^postgres(ql)?:\/\/\S/.test(text);
const isEmail = (text: string) => /^[^\s@]+@[^\s@]+$/.test(text) && text.length <= 254;

// "/" alone would hide all other paths of the server
const isMedia = (text: string) =>
  /^(\/[\w.~-]+|https?:\/\/[^/\s?#@]+)(\/[\w.~-]+)*\/?$/i.test(text) && (text.startsWith("/") || isAddress(text));

function freeze<T extends object>(value: T): T {
  for (const each of Object.values(value)) if (typeof each === "object" && each !== null) freeze(each);
  return Object.freeze(value);
}
