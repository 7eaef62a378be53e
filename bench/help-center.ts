import { createHash, randomBytes } from "node:crypto";
import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { percentile } from "./agents.ts";
import { get, requestToken, send } from "./api.ts";
import { english, fillArticles, thai } from "./articles.ts";
import { cpuSeconds, untilIdle } from "./cpu.ts";
import type { PrivateDocket } from "./docket.ts";

const ARTICLES = 5_000;
const CUSTOMERS = 500;
const EVERY_MS = 10_000;
const SEARCHES = 200;

interface Customer {
  token: string;
  ticket: string;
}

/** How often a request was sent, and how long it took. */
interface Line {
  what: string;
  took: number[];
  failed: number;
  /** Processor milliseconds per request, server and PostgreSQL together. */
  cpu: number | null;
  aim: string;
}

/** Customers who read their tickets and articles, and who search for articles. Returns a Markdown table. */
export async function runHelpCenter(docket: PrivateDocket, seconds: number, say: (text: string) => void) {
  const database = new pg.Client(docket.connection);
  await database.connect();
  try {
    say(`filling ${ARTICLES.toLocaleString("en")} articles`);
    await prepareArticles(docket, database);
    const lines = [
      await searches(docket, "searches for articles", (at) => `?q=${encodeURIComponent(queryWords(at))}&limit=10`),
      await searches(docket, "suggestions for a text of 80 words", (at) => `?ticket=${tickets[at % tickets.length]}`),
    ];
    for (const each of lines) say(lineText(each));
    say(`${CUSTOMERS} customers for ${seconds} s`);
    lines.push(await customers(docket, await signIn(database), seconds));
    return report(docket.server.size, lines, seconds);
  } finally {
    await database.end();
  }
}

const queryWords = (at: number) => (at % 3 === 0 ? thai : english)(900_000 + at, 1, 1 + (at % 2));
const tickets: string[] = [];

async function prepareArticles(docket: PrivateDocket, database: pg.Client): Promise<void> {
  const { rows } = await database.query("select exists (select from kb_articles) as yes");
  if (!rows[0].yes) await fillArticles(docket.connection, ARTICLES);
  const split = "select not exists (select from kb_texts where parts_version is distinct from live_version) as yes";
  for (let seconds = 0; seconds < 300 && !(await database.query(split)).rows[0].yes; seconds += 1) await sleep(1000);
  await database.query("vacuum analyze kb_texts");
  // texts as long and varied as emails
  const ids = await database.query("select id from tickets order by id limit 100");
  tickets.splice(0, tickets.length, ...ids.rows.map(({ id }) => id));
  await database.query(
    "update tickets set description = d.text from unnest($1::uuid[], $2::text[]) d (id, text) where tickets.id = d.id",
    [tickets, tickets.map((_, at) => (at % 3 === 0 ? thai : english)(950_000 + at, 2, 80))],
  );
}

async function searches({ server }: PrivateDocket, what: string, query: (at: number) => string): Promise<Line> {
  const token = await requestToken(server);
  const ask = (at: number) => send(server.base, get(token, `/kb/suggestions/${query(at)}`));
  await ask(0);
  await untilIdle(server.serverPid);
  const before = cpuSeconds(server.serverPid, null);
  const took: number[] = [];
  let failures = 0;
  for (let at = 0; at < SEARCHES; at += 1) {
    const began = performance.now();
    if ((await ask(at)).status !== 200) failures += 1;
    took.push(performance.now() - began);
  }
  const after = cpuSeconds(server.serverPid, null);
  const cpu = before === null || after === null ? null : ((after - before) * 1000) / SEARCHES;
  return { what, took, failed: failures, cpu, aim: "≤ 60 ms" };
}

/** Sessions of contacts who can see a ticket. */
async function signIn(database: pg.Client): Promise<Customer[]> {
  await database.query("update desk_settings set public_since = '2000-01-01'");
  await database.query("update tickets set is_description_public = true where contact is not null");
  const { rows } = await database.query<{ contact: string; address: string; ticket: string }>(
    `select distinct on (t.contact) t.contact, a.address, t.id as ticket
     from tickets t
     join contact_addresses a on a.contact = t.contact
     join contacts c on c.id = t.contact and c.is_active
     order by t.contact, t.created_at desc
     limit ${CUSTOMERS}`,
  );
  const customers = rows.map((row) => ({ ...row, token: randomBytes(32).toString("base64url") }));
  await database.query(
    `insert into portal_sessions (contact, address, token_hash, by_password, expires_at)
     select contact, address, hash, false, now() + interval '1 day'
     from unnest($1::uuid[], $2::text[], $3::bytea[]) x (contact, address, hash)`,
    [
      customers.map(({ contact }) => contact),
      customers.map(({ address }) => address),
      customers.map(({ token }) => createHash("sha256").update(token).digest()),
    ],
  );
  // a small desk has fewer contacts, so some have several sessions
  return Array.from({ length: CUSTOMERS }, (_, at) => customers[at % customers.length]!);
}

/** What customers request in ten turns. */
const pathOf = ({ ticket }: Customer, turn: number): string =>
  turn < 4
    ? "requests/"
    : turn < 7
      ? `requests/${ticket}/`
      : turn === 7
        ? ""
        : turn === 8
          ? `articles/article-${turn * 7}/`
          : `search/?q=${encodeURIComponent(queryWords(Math.floor(Math.random() * 1000)))}`;

async function customers({ server }: PrivateDocket, all: readonly Customer[], seconds: number): Promise<Line> {
  const took: number[] = [];
  let failures = 0;
  await untilIdle(server.serverPid);
  const before = cpuSeconds(server.serverPid, null);
  const end = performance.now() + seconds * 1000;
  const work = async (customer: Customer) => {
    await sleep(Math.random() * EVERY_MS);
    while (performance.now() < end) {
      const began = performance.now();
      const turn = Math.floor(Math.random() * 10);
      const answer = await fetch(`${server.base}/portal/en/${pathOf(customer, turn)}`, {
        redirect: "manual",
        headers: { cookie: `docket_portal=${customer.token}` },
      }).catch(() => null);
      await answer?.arrayBuffer();
      took.push(performance.now() - began);
      // some articles are hidden from customers
      if (!answer || (answer.status !== 200 && !(turn === 8 && answer.status === 404))) failures += 1;
      await sleep(Math.max(0, began + EVERY_MS - performance.now()));
    }
  };
  await Promise.all(all.map(work));
  const after = cpuSeconds(server.serverPid, null);
  const cpu = before === null || after === null ? null : ((after - before) * 1000) / took.length;
  return {
    what: `${CUSTOMERS} customers, a page each every ${EVERY_MS / 1000} s`,
    took,
    failed: failures,
    cpu,
    aim: "< 100 ms",
  };
}

const lineText = ({ what, took, failed, cpu }: Line) =>
  `${what}: ${took.length} requests, ${failed} failed, p50 ${percentile(took, 50).toFixed(1)} ms, p95 ${percentile(took, 95).toFixed(1)} ms, CPU ${cpu?.toFixed(1) ?? "–"} ms each`;

function report(size: number, lines: readonly Line[], seconds: number): string {
  const rows = lines.map(({ what, took, failed, cpu, aim }) => [
    what,
    took.length,
    failed,
    percentile(took, 50).toFixed(1),
    `${percentile(took, 95).toFixed(1)} ms`,
    cpu?.toFixed(1) ?? "–",
    aim,
  ]);
  const head = ["what", "requests", "failed", "p50 ms", "p95", "CPU ms each", "aim"];
  return [
    `### ${size.toLocaleString("en")} tickets, ${ARTICLES.toLocaleString("en")} articles`,
    `Articles of 80 to 600 words, a third in Thai, too. Searches and suggestions one after another, as an agent of a team. Customers for ${seconds} s: their list 40 %, a ticket 30 %, the first page, an article and a search 10 % each. CPU is that of the server and PostgreSQL. The machine's load average was ${loadavg()[0]!.toFixed(1)}.`,
    [head, head.map(() => "--:"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n"),
  ].join("\n\n");
}
