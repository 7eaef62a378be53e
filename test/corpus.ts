import { createHash, randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { readConfig } from "../server/config.ts";
import { type Intake, openIntake } from "../server/incoming/context.ts";
import { takeNext } from "../server/incoming/intake.ts";
import { receiveEmail } from "../server/incoming/receive.ts";
import { openMigrated, openStorage } from "../server/open.ts";
import { query } from "../server/platform/database.ts";
import { openLog } from "../server/platform/log.ts";
import { openSealing } from "../server/platform/sealing.ts";
import { openLinks } from "../server/platform/signed-links.ts";

const HELP = `npm run corpus -- FOLDER_OR_MBOX...

Takes every email below the folders, and in mbox files, through the whole intake into a desk that is thrown away. Prints what
became of them, and fails if one was lost or taken twice. It asks no DNS: no sender is proven.`;

const KEY = "the corpus signs with this key, 0123456789 abcdef";
const MAX_SHOWN = 15;

function emailsAt(path: string): { name: string; bytes: Buffer }[] {
  if (statSync(path).isDirectory()) return readdirSync(path).flatMap((name) => emailsAt(join(path, name)));
  const bytes = readFileSync(path);
  if (!/^From \S/.test(bytes.toString("latin1", 0, 100))) return bytes.length > 0 ? [{ name: path, bytes }] : [];
  const parts = bytes
    .toString("latin1")
    .split(/^From [^\n]*\n/m)
    .filter(Boolean);
  return parts.map((part, at) => ({ name: `${path}#${at + 1}`, bytes: Buffer.from(part, "latin1") }));
}

async function main(paths: string[]): Promise<void> {
  if (paths.length === 0 || paths.includes("--help")) return console.log(HELP);
  const emails = paths.flatMap(emailsAt);
  const folder = mkdtempSync(join(tmpdir(), "docket-corpus-"));
  const config = readConfig({ DATA_DIR: folder, LOG_LEVEL: "silent", SECRET_KEY: KEY });
  const log = openLog("silent");
  const { database, close } = await openMigrated(config, log);
  const intake = openIntake(
    {
      db: database.db,
      independentQuery: database.independentQuery,
      log,
      zone: "UTC",
      addresses: { publicUrl: null, mediaUrl: config.mediaUrl },
      links: openLinks(KEY),
      sealing: openSealing(KEY),
      storage: await openStorage(config, log),
      isDiskLow: () => false,
      maxUploadBytes: config.maxUploadBytes,
    },
    0,
    {},
  );
  intake.resolver = () => Promise.reject(Object.assign(new Error("no DNS here"), { code: "ENOTFOUND" }));
  try {
    const names = await takeAll(intake, emails);
    await report(intake, names);
  } finally {
    await intake.parser.close();
    await close();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Duration {
  name: string;
  sha256: string;
  ms: number;
}

async function takeAll(
  intake: Intake,
  emails: readonly { name: string; bytes: Buffer }[],
): Promise<Map<string, Duration>> {
  const [mailbox] = await query<{ id: string }>(
    intake.db,
    "insert into mailboxes (name, address) values ('Corpus', 'corpus@docket.example') returning id",
  );
  const arrivals = new Map<string, Duration>();
  for (const { name, bytes } of emails) {
    const startedAt = performance.now();
    const arrival = { mailbox: mailbox!.id, by: "pipe" as const, key: randomUUID(), envelope: {} };
    const { id } = await receiveEmail(intake, arrival, Readable.from([bytes]));
    // the same senders occur many times in a collection, so Docket would take them for robots
    await query(
      intake.db,
      "update incoming_emails set received_at = now() + serial * interval '10 minutes' where id = $1",
      [id],
    );
    do {
      await query(intake.db, "update incoming_emails set locked_until = null where state = 'received'");
    } while (await takeNext(intake));
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    arrivals.set(id, { name, sha256, ms: performance.now() - startedAt });
  }
  return arrivals;
}

interface Row {
  id: string;
  sha256: string;
  state: string;
  outcome: string | null;
  reason: string | null;
  reason_detail: string | null;
  has_ticket: boolean;
  messages: number;
}

async function report({ db }: Intake, arrivals: ReadonlyMap<string, Duration>): Promise<void> {
  const rows = await query<Row>(
    db,
    `select i.id, i.sha256, i.state, i.outcome, i.reason, i.reason_detail, t.id is not null as has_ticket,
       (select count(*)::int from email_messages m where m.incoming = i.id) as messages
     from incoming_emails i left join tickets t on t.id = i.ticket order by i.serial`,
  );
  const [{ tickets } = { tickets: 0 }] = await query<{ tickets: number }>(
    db,
    "select count(*)::int as tickets from tickets",
  );
  const by = Map.groupBy(rows, ({ state, outcome }) => (state === "done" ? outcome! : state));
  console.log(`received     ${arrivals.size}`);
  for (const [name, { length }] of [...by].sort(([a], [b]) => a.localeCompare(b)))
    console.log(`${name.padEnd(12)} ${length}`);
  const slowest = [...arrivals.values()].sort((a, b) => b.ms - a.ms).slice(0, 3);
  for (const { name, ms } of slowest) console.log(`slow         ${Math.round(ms)} ms  ${name}`);
  for (const { id, reason, reason_detail } of (by.get("quarantined") ?? []).slice(0, MAX_SHOWN))
    console.log(`quarantined  ${arrivals.get(id)?.name}: ${reason}, ${reason_detail}`);
  const faults = [
    ...rows
      .filter(({ id, sha256 }) => arrivals.get(id)?.sha256 !== sha256)
      .map(({ id }) => `${arrivals.get(id)?.name}: other bytes`),
    ...rows.filter(({ state }) => state === "received").map(({ id }) => `${arrivals.get(id)?.name}: still waits`),
    ...rows
      .filter(
        ({ outcome, has_ticket, messages }) =>
          (outcome === "ticket" || outcome === "reply") && !(has_ticket && messages === 1),
      )
      .map(({ id }) => `${arrivals.get(id)?.name}: no ticket, or two`),
    ...(rows.length === arrivals.size ? [] : [`${arrivals.size} emails, ${rows.length} rows`]),
    ...(tickets === (by.get("ticket")?.length ?? 0) ? [] : [`${tickets} tickets`]),
  ];
  for (const fault of faults.slice(0, MAX_SHOWN)) console.error(`FAULT        ${fault}`);
  console.log(faults.length === 0 ? "Nothing was lost or doubled." : `${faults.length} faults.`);
  if (faults.length > 0) process.exitCode = 1;
}

await main(process.argv.slice(2));
