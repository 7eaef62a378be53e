import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { readConfig } from "../config.ts";
import { hirePeople } from "../demo/desk.ts";
import { countTickets, fillDesk } from "../demo/fill.ts";
import { openProgress } from "../import/progress.ts";
import { openMigrated, openStorage } from "../open.ts";
import type { Db } from "../platform/database.ts";
import { openLog } from "../platform/log.ts";
import type { Storage } from "../platform/storage.ts";
import { Misuse } from "./misuse.ts";

const TICKETS = "200";

const HELP = `npm run demo -- [--tickets N] [--password WORD] [--seed N] [--again]

Fills the desk with an invented one to look around in: 8 users of all roles, 12 companies with contacts and zones, and
200 tickets of the last 60 days with comments, internal notes, files and a timeline. A server may run meanwhile.

--tickets   how many tickets, up to 1,000,000
--password  what the users log in with; without it one is made and printed
--seed      a whole number; another one gives another desk (1)
--again     adds more where there are tickets already; users and companies that are there stay as they are`;

function whole(name: string, value: string, least: number, most: number): number {
  const n = Number(value);
  if (!Number.isInteger(n) || n < least || n > most)
    throw new Misuse(`--${name} must be a whole number from ${least} to ${most}.`);
  return n;
}

export async function run(args: string[]): Promise<void> {
  const options = {
    help: { type: "boolean", short: "h" },
    tickets: { type: "string", default: TICKETS },
    seed: { type: "string", default: "1" },
    password: { type: "string" },
    again: { type: "boolean" },
  } as const;
  const { values } = parseArgs({ args, options });
  if (values.help) return console.log(HELP);
  const tickets = whole("tickets", values.tickets, 1, 1_000_000);
  const seed = whole("seed", values.seed, 0, 1_000_000);
  const password = values.password ?? null;
  if (password && [...password].length < 8) throw new Misuse("--password must have 8 characters or more.");
  const config = readConfig(process.env);
  const log = openLog(config.logLevel, process.stderr);
  const { database, close } = await openMigrated(config, log);
  try {
    const { db } = database;
    const there = await countTickets(db);
    if (there > 0 && !values.again)
      throw new Error(`This desk holds ${there.toLocaleString("en")} tickets already. With --again more are added.`);
    await fill({ db, storage: await openStorage(config, log), zone: config.zone }, { tickets, seed, password });
  } finally {
    await close();
  }
}

interface Desk {
  db: Db;
  storage: Storage;
  zone: string;
}

/** Fills a desk that has no tickets yet; false when it has some. */
export async function fillNewDesk(desk: Desk): Promise<boolean> {
  if ((await countTickets(desk.db)) > 0) return false;
  await fill(desk, { tickets: Number(TICKETS), seed: 1, password: null });
  return true;
}

async function fill(desk: Desk, wish: { tickets: number; seed: number; password: string | null }): Promise<void> {
  const password = wish.password ?? randomBytes(9).toString("base64url");
  const added = await hirePeople(desk.db, password);
  // said at once: a long run may be broken off
  if (added.length === 0) console.log("The users are there already and keep their passwords.");
  else
    console.log(
      `Log in as ${added.map(({ username, role }) => `${username} (${role})`).join(", ")}\nwith the password ${password}`,
    );
  const progress = openProgress(0, process.stderr);
  await fillDesk({ ...desk, ...wish, onProgress: (done) => progress.write(done, wish.tickets) });
  console.log(`Added ${wish.tickets.toLocaleString("en")} tickets.`);
}
