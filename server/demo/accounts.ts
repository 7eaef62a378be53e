import { chmod, readFile, writeFile } from "node:fs/promises";
import { isIP } from "node:net";
import { join } from "node:path";
import { type Db, query } from "../platform/database.ts";
import { PEOPLE } from "./words/people.ts";

/** The sample users, and the password that they share. */
export interface DemoAccounts {
  password: string;
  /** `ticket` is the ID of the one that the first sign-in of the demo opens. */
  users: readonly { username: string; name: string; role: string; ticket: string | null }[];
}

const fileIn = (folder: string): string => join(folder, "demo-password");

/** Keeps the password of the sample users, so that the sign-in page of a later start can offer them. */
export async function keepDemoPassword(folder: string, password: string): Promise<void> {
  await writeFile(fileIn(folder), password, { mode: 0o600 });
  // an existing file keeps its mode
  await chmod(fileIn(folder), 0o600);
}

const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));

/** Whether only this machine can reach the server: it listens on loopback, and has no other public address. */
export const isLocal = ({ host, publicUrl }: { host: string; publicUrl: string | null | undefined }): boolean =>
  isLoopback(host) && (!publicUrl || isLoopback(new URL(publicUrl).hostname.replaceAll(/[[\]]/g, "")));

/** The accounts that the sign-in page offers, if nobody else can reach the demo. */
export async function demoAccounts(
  db: Db,
  config: { host: string; publicUrl: string | null | undefined; dataDir: string },
  isDemo: boolean,
): Promise<DemoAccounts | null> {
  if (!isDemo || !isLocal(config)) return null;
  const password = await readFile(fileIn(config.dataDir), "utf8").catch(() => null);
  if (!password) return null;
  const tickets = await liveliestTickets(db);
  const users = PEOPLE.map(({ username, first_name, last_name, role }) => ({
    username,
    name: `${first_name} ${last_name}`,
    role,
    ticket: tickets.get(username) ?? null,
  }));
  return { password, users };
}

/**
 * For each sample user, a recent open ticket with the most customer replies: one of the user's own, or else anyone's. None once
 * one of them has signed in.
 */
async function liveliestTickets(db: Db): Promise<Map<string, string>> {
  const rows = await query<{ username: string; ticket: string }>(
    db,
    `with lively as (
       select t.id, t.assigned_to, t.updated_at, c.answers, c.n
       from tickets t
       cross join lateral (
         select count(*) filter (where author_contact is not null) as answers, count(*) as n
         from comments where ticket = t.id) c
       where t.status < 'resolved' and t.deleted_at is null and t.updated_at > now() - interval '5 days')
     select lower(u.username) as username, best.id as ticket
     from users u
     cross join lateral (
       select id from lively
       order by (assigned_to = u.id and answers > 0) is true desc, answers desc, n desc, updated_at desc
       limit 1) best
     where lower(u.username) = any ($1::text[])
       and not exists (
         select from users o
         where lower(o.username) = any ($1::text[]) and o.last_login is not null)`,
    [PEOPLE.map(({ username }) => username)],
  );
  return new Map(rows.map(({ username, ticket }) => [username, ticket]));
}
