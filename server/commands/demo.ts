import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import { readConfig } from "../config.ts";
import { keepDemoPassword } from "../demo/accounts.ts";
import { writeDemoArticles } from "../demo/articles.ts";
import { writeDemoAutomations } from "../demo/automations.ts";
import { createUsers } from "../demo/desk.ts";
import { writeDemoEmails } from "../demo/emails.ts";
import { countTickets, fillDesk, hasTickets } from "../demo/fill.ts";
import { writeDemoMacros } from "../demo/macros.ts";
import { writeDemoSla } from "../demo/sla.ts";
import { writeDemoSurveys } from "../demo/surveys.ts";
import { writeDemoTicketTemplates } from "../demo/ticket-templates.ts";
import { openProgress } from "../import/progress.ts";
import { openMigrated, openStorage } from "../open.ts";
import type { Db } from "../platform/database.ts";
import { openLog } from "../platform/log.ts";
import type { Storage } from "../platform/storage.ts";
import { refuseSwallowed } from "./npm-options.ts";
import { UsageError } from "./usage-error.ts";

const TICKETS = "200";

const HELP = `npm run demo -- [--tickets N] [--password PASSWORD] [--seed N] [--again]

Adds sample data: 8 users in all roles, 12 companies with contacts and zones, and 200 tickets from the last 60 days with
replies, internal notes, files and timelines. Works whether or not the server is running.

--tickets   number of tickets, up to 1,000,000 (200)
--password  password of the sample users; generated and printed if not given
--seed      whole number; each seed gives different data (1)
--again     add tickets even if there are some already; existing users and companies are not changed`;

function whole(name: string, value: string, least: number, most: number): number {
  const n = Number(value);
  if (!Number.isInteger(n) || n < least || n > most)
    throw new UsageError(`--${name} must be a whole number from ${least} to ${most}.`);
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
  refuseSwallowed("demo", options);
  const { values } = parseArgs({ args, options });
  if (values.help) return console.log(HELP);
  const tickets = whole("tickets", values.tickets, 1, 1_000_000);
  const seed = whole("seed", values.seed, 0, 1_000_000);
  const password = values.password ?? null;
  if (password && [...password].length < 10) throw new UsageError("--password must be at least 10 characters long.");
  const config = readConfig(process.env);
  const log = openLog(config.logLevel, process.stderr);
  const { database, close } = await openMigrated(config, log);
  try {
    const { db } = database;
    const there = await countTickets(db);
    if (there > 0 && !values.again)
      throw new Error(`There are already ${there.toLocaleString("en")} tickets. Use --again to add more.`);
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
export async function fillNewDesk(desk: Desk, dataDir: string): Promise<boolean> {
  if (await hasTickets(desk.db)) return false;
  const password = randomBytes(9).toString("base64url");
  await fill(desk, { tickets: Number(TICKETS), seed: 1, password });
  await keepDemoPassword(dataDir, password);
  return true;
}

async function fill(desk: Desk, wish: { tickets: number; seed: number; password: string | null }): Promise<void> {
  const password = wish.password ?? randomBytes(9).toString("base64url");
  const users = await createUsers(desk.db, password);
  // printed before the long run, which may be interrupted
  if (users.length === 0) console.log("The sample users already exist and keep their passwords.");
  else
    console.log(
      `Sign in as ${users.map(({ username, role }) => `${username} (${role})`).join(", ")}\nwith the password ${password}`,
    );
  const progress = openProgress(0, process.stderr);
  await fillDesk({ ...desk, ...wish, onProgress: (done) => progress.write(done, wish.tickets) });
  await writeDemoEmails(desk.db);
  await writeDemoArticles(desk.db);
  await writeDemoAutomations(desk.db);
  await writeDemoMacros(desk.db);
  await writeDemoTicketTemplates(desk.db, desk.zone);
  await writeDemoSla(desk.db, desk.zone);
  await writeDemoSurveys(desk.db);
  console.log(`Added ${wish.tickets.toLocaleString("en")} tickets.`);
}
