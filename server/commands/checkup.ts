import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Config } from "../config.ts";
import type { Finding } from "../mailboxes/dns.ts";
import type { Database } from "../platform/database.ts";
import { type FreeBytes, MIN_FREE_BYTES } from "../platform/disk-space.ts";
import { pendingMigrations } from "../platform/migrations.ts";
import { certificateEnd, fetchStatus } from "../platform/reach.ts";
import type { Storage } from "../platform/storage.ts";

/** One line of the doctor: what was checked, and the result. */
export interface Line extends Finding {
  name: string;
}

const TIMEOUT_MS = 10_000;
const DAY_MS = 86_400_000;
const LOW_BYTES = 1024 * 1024 * 1024;
const [WARN_SKEW_S, MAX_SKEW_S] = [2, 30];
const [WARN_DAYS, MIN_DAYS] = [21, 3];
const MIGRATIONS = join(import.meta.dirname, "../../database/migrations");

const messageOf = (error: unknown) => {
  const { message, code, cause } = error as Error & { code?: string };
  return (cause as Error | undefined)?.message || message || code || "failed";
};

/** Runs a check; if it throws, it has failed with the error's message. */
export async function look(name: string, check: () => Promise<Finding> | Finding, failing = ""): Promise<Line> {
  try {
    return { name, ...(await check()) };
  } catch (error) {
    return { name, result: "failed", detail: `${failing}${messageOf(error)}` };
  }
}

const ok = (detail: string): Finding => ({ result: "ok", detail });

export async function checkDatabase({ pool }: Database): Promise<Finding> {
  const { rows } = await pool.query<{ version: string }>("select current_setting('server_version') as version");
  const pending = await pendingMigrations(pool, MIGRATIONS);
  if (pending.length === 0) return ok(`PostgreSQL ${rows[0]!.version} answers, and its schema is up to date.`);
  const detail = `${pending.length} migrations have not run, the first is ${pending[0]}. Run npm run migrate.`;
  return { result: "failed", detail };
}

/** The least difference between this machine's clock and the database's: the response may be as old as the query took. */
export async function checkClock({ pool }: Database, now = Date.now): Promise<Finding> {
  const before = now();
  const { rows } = await pool.query<{ at: number }>("select extract(epoch from clock_timestamp())::float8 as at");
  const after = now();
  const { at } = rows[0]!;
  const [least, most] = [before / 1000 - at, after / 1000 - at];
  return judgeSkew(least > 0 ? least : Math.min(most, 0), "the database's");
}

export function judgeSkew(seconds: number, whose: string): Finding {
  const far = `This machine's clock is ${Math.abs(seconds).toFixed(1)} s ${seconds < 0 ? "behind" : "ahead of"} ${whose}.`;
  if (Math.abs(seconds) <= WARN_SKEW_S) return ok(`This machine's clock agrees with ${whose}.`);
  return { result: Math.abs(seconds) > MAX_SKEW_S ? "failed" : "warning", detail: `${far} Synchronize both with NTP.` };
}

export function checkDisks(free: FreeBytes): Finding {
  const disks = Object.entries(free);
  if (disks.length === 0) return { result: "skipped", detail: "Database and files are on other machines." };
  const gigabytes = (bytes: number) => `${(bytes / LOW_BYTES).toFixed(1)} GB`;
  const detail = disks.map(([disk, bytes]) => `${gigabytes(bytes)} free for ${disk}`).join(", ");
  if (disks.some(([, bytes]) => bytes < MIN_FREE_BYTES))
    return { result: "failed", detail: `${detail}. Changes are refused below 0.25 GB.` };
  return { result: disks.some(([, bytes]) => bytes < LOW_BYTES) ? "warning" : "ok", detail: `${detail}.` };
}

/** Stores a file, reads it back and removes it. */
export async function checkStorage(storage: Storage): Promise<Finding> {
  const key = `doctor/${randomBytes(8).toString("hex")}.txt`;
  await storage.put(key, Readable.from([Buffer.from("checkup")]));
  try {
    const stream = await storage.read(key);
    const text = stream ? Buffer.concat(await stream.toArray()).toString() : "";
    return text === "checkup"
      ? ok("A file was stored, read and removed.")
      : { result: "failed", detail: "A file that was stored could not be read back." };
  } finally {
    await storage.remove(key);
  }
}

export async function checkPublicUrl({ publicUrl }: Config): Promise<Finding> {
  if (!publicUrl) return { result: "warning", detail: "PUBLIC_URL is not set. Emails need it for their links." };
  const { status } = await fetchStatus(`${publicUrl}/healthz`, TIMEOUT_MS);
  if (status !== 200)
    return { result: "failed", detail: `${publicUrl}/healthz answers ${status}. Does your proxy forward to Docket?` };
  const { protocol, hostname } = new URL(publicUrl);
  const isLocal = /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
  if (protocol === "https:" || isLocal) return ok(`${publicUrl} leads to Docket.`);
  return { result: "warning", detail: `${publicUrl} leads to Docket, but is not encrypted. Put it behind HTTPS.` };
}

export async function checkCertificate({ publicUrl }: Config): Promise<Finding> {
  const url = publicUrl ? new URL(publicUrl) : null;
  if (url?.protocol !== "https:") return { result: "skipped", detail: "PUBLIC_URL has no certificate." };
  const end = await certificateEnd(url.hostname, Number(url.port) || 443, TIMEOUT_MS);
  return judgeEnd(end);
}

export function judgeEnd(end: Date, now = Date.now()): Finding {
  const days = Math.floor((end.getTime() - now) / DAY_MS);
  const detail = `The certificate ends in ${days} days, on ${end.toISOString().slice(0, 10)}.`;
  if (days >= WARN_DAYS) return ok(detail);
  return { result: days < MIN_DAYS ? "failed" : "warning", detail: `${detail} Renew it.` };
}
