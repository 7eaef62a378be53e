import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

interface Setting {
  name: string;
  fallback?: string;
  about: string;
}

/** Every setting: its name in the environment, what it is when unset, what it does. The README's table is checked against it. */
export const settings: readonly Setting[] = [
  { name: "HOST", fallback: "127.0.0.1", about: "The address to listen on; `0.0.0.0` for all." },
  { name: "PORT", fallback: "8000", about: "The port to listen on." },
  {
    name: "PUBLIC_URL",
    about: "How clients reach the server, as in `https://desk.example.com`; unset: what they ask for.",
  },
  { name: "DATABASE_URL", about: "Your PostgreSQL (15 or newer); unset: the embedded one in `DATA_DIR`." },
  { name: "DATABASE_POOL_SIZE", fallback: "10", about: "Connections to the database that one server holds." },
  {
    name: "DATA_DIR",
    fallback: "./data",
    about: "Where the embedded database, uploaded files and the secret key lie.",
  },
  { name: "ADMIN_USERNAME", fallback: "admin", about: "The first Admin, made while there is no user yet." },
  { name: "ADMIN_PASSWORD", about: "The first Admin's password; unset: one is made and printed once." },
  { name: "ADMIN_EMAIL", about: "The first Admin's e-mail address." },
  {
    name: "SECRET_KEY",
    about: "The key that signs tokens (HS256), 32 characters or more; unset: made and kept in `DATA_DIR`.",
  },
  { name: "CORS_ORIGINS", about: "Origins of web clients elsewhere, separated by commas." },
  { name: "RATE_LIMIT", fallback: "on", about: "`off` lifts every limit on how often somebody may ask (tests, load)." },
  { name: "MAX_UPLOAD_MB", fallback: "25", about: "The largest file that may be uploaded." },
  {
    name: "MEDIA_URL",
    fallback: "/media/",
    about: "Where files are downloaded: a path, or an address on another host.",
  },
  { name: "TRUST_PROXY", about: "Addresses of proxies whose `X-Forwarded-*` headers count, separated by commas." },
  { name: "TZ_NAME", fallback: "UTC", about: "The zone of a ticket number's day and of times sent without one." },
  { name: "LOG_LEVEL", fallback: "info", about: "`fatal`, `error`, `warn`, `info`, `debug` or `silent`." },
];

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
  trustProxy: readonly string[];
  zone: string;
  logLevel: string;
}

/** Every problem of the settings, a line each. */
export class ConfigProblem extends Error {}

/** Reads the settings, all of them, and says of every one that is wrong what it should be. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const problems: string[] = [];
  const text = (name: string) => env[name]?.trim() || settings.find((each) => each.name === name)?.fallback || null;
  const must = (name: string, isRight: boolean, should: string) => {
    if (!isRight) problems.push(`${name} ${should}`);
  };
  const number = (name: string, least: number, most: number) => {
    const value = Number(text(name));
    must(
      name,
      Number.isInteger(value) && value >= least && value <= most,
      `must be a whole number from ${least} to ${most}`,
    );
    return value;
  };
  const list = (name: string) =>
    (text(name) ?? "")
      .split(",")
      .map((each) => each.trim().replace(/\/$/, ""))
      .filter(Boolean);
  const config: Config = {
    host: text("HOST")!,
    port: number("PORT", 0, 65_535),
    publicUrl: text("PUBLIC_URL")?.replace(/\/$/, "") ?? null,
    databaseUrl: text("DATABASE_URL"),
    poolSize: number("DATABASE_POOL_SIZE", 1, 1000),
    dataDir: resolve(text("DATA_DIR")!),
    admin: {
      username: text("ADMIN_USERNAME")!,
      password: env.ADMIN_PASSWORD || null,
      email: text("ADMIN_EMAIL") ?? "",
    },
    secretKey: env.SECRET_KEY || null,
    corsOrigins: list("CORS_ORIGINS"),
    isLimited: text("RATE_LIMIT") === "on",
    maxUploadBytes: number("MAX_UPLOAD_MB", 1, 10_000) * 1024 * 1024,
    mediaUrl: text("MEDIA_URL")!,
    trustProxy: list("TRUST_PROXY"),
    zone: text("TZ_NAME")!,
    logLevel: text("LOG_LEVEL")!,
  };
  must(
    "PUBLIC_URL",
    config.publicUrl === null || isOrigin(config.publicUrl),
    "must be an address without a path, as in https://desk.example.com",
  );
  must(
    "DATABASE_URL",
    config.databaseUrl === null || /^postgres(ql)?:\/\//.test(config.databaseUrl),
    "must begin with postgres://",
  );
  must(
    "CORS_ORIGINS",
    config.corsOrigins.every(isOrigin),
    "must be origins separated by commas, as in https://desk.example.com",
  );
  must("RATE_LIMIT", ["on", "off"].includes(text("RATE_LIMIT")!), "must be on or off");
  must(
    "MEDIA_URL",
    /^(\/|https?:\/\/[^/]+\/)([\w.~-]+\/)*$/.test(config.mediaUrl),
    "must be a path or address that ends with a slash",
  );
  must("TZ_NAME", isZone(config.zone), "must be a time zone, as in Europe/Paris");
  must(
    "LOG_LEVEL",
    ["fatal", "error", "warn", "info", "debug", "silent"].includes(config.logLevel),
    "must be fatal, error, warn, info, debug or silent",
  );
  must(
    "SECRET_KEY",
    config.secretKey === null || !isWeak(config.secretKey),
    "must have 32 characters or more that stand in no example; leave it unset to have one made",
  );
  if (problems.length > 0) throw new ConfigProblem(problems.join("\n"));
  return Object.freeze(config);
}

const isOrigin = (text: string) => /^https?:\/\/[^/\s?#@*]+$/.test(text) && URL.canParse(text);

function isZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}

const isWeak = (key: string) =>
  key.length < 32 || new Set(key).size < 8 || /change.?me|django-insecure|^your|placeholder/i.test(key);

/** The key that signs tokens: the setting, or one that is made once and kept in the data folder. */
export function loadSecretKey({ secretKey, dataDir }: Config): string {
  if (secretKey) return secretKey;
  const path = join(dataDir, "secret-key");
  mkdirSync(dataDir, { recursive: true });
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, randomBytes(48).toString("base64url"), { mode: 0o600, flush: true });
  try {
    // of two servers that start at once, the first to link its draft wins; a draft is whole before it is linked
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    unlinkSync(draft);
  }
  return readFileSync(path, "utf8");
}
