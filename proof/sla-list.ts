import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { secondsBetween, threadTimes, untilIdle } from "../bench/cpu.ts";
import { type PrivateDocket, startDocket } from "../bench/docket.ts";
import { median } from "../bench/measure.ts";
import { INBOX_FIELDS } from "../server/inbox/rows.ts";
import type { Actor } from "../server/platform/actor.ts";
import { openDatabase } from "../server/platform/database.ts";
import { pageBuffers } from "../test/page-buffers.ts";
import { type Caller, caller } from "../test/world.ts";
import { ROLE_PERMISSIONS } from "../wire/permissions.ts";
import { WEEKDAYS } from "../wire/sla-words.ts";

// Measures the cost of the SLA columns in the ticket list: the same page with and without them. The buffers are exact. The
// processor time of a page depends on what else runs on the machine, so the two kinds alternate in turns of a fraction of
// a second, and the result of a round is the median of its turns.

const ROUNDS = 9;
const TURNS = 40;
const PAGES_PER_TURN = 10;
const KINDS = ["with", "without"] as const;
type Kind = (typeof KINDS)[number];
const FIELDS: Record<Kind, string> = {
  with: INBOX_FIELDS.join(","),
  without: INBOX_FIELDS.filter((name) => !name.startsWith("sla")).join(","),
};

const AROUND_THE_CLOCK = { priority: "high,urgent" };
const IN_OFFICE_HOURS = { priority: "low,medium" };
const LISTS = [
  { name: "all open tickets", filters: {} },
  { name: "clocks around the clock", filters: AROUND_THE_CLOCK },
  { name: "clocks in office hours", filters: IN_OFFICE_HOURS },
];
const TARGETS = Object.fromEntries(
  ["low", "medium", "high", "urgent"].map((priority) => [priority, { first_response: 240, resolution: 2_880 }]),
);

const percent = (ratio: number) => `${((ratio - 1) * 100).toFixed(1)} %`;

/** Twelve open hours a day that began four hours ago, so that a closed time lies ahead whenever this runs. */
function officeHours() {
  const start = (new Date().getUTCHours() + 20) % 24;
  const clock = (hour: number) => `${String(hour).padStart(2, "0")}:00`;
  const end = start + 12;
  const windows =
    end <= 24
      ? [[clock(start), clock(end)]]
      : [
          ["00:00", clock(end - 24)],
          [clock(start), "24:00"],
        ];
  return { name: "Office", time_zone: "UTC", windows: Object.fromEntries(WEEKDAYS.map((day) => [day, windows])) };
}

const signIn = async ({ server, admin }: PrivateDocket): Promise<Caller> => {
  const { body } = await caller(server.base).post("/auth/login/", admin);
  return caller(server.base, body.user.id, body.access);
};

async function expectOk(reply: Promise<{ status: number; body: unknown }>, what: string) {
  const { status, body } = await reply;
  if (status >= 300) throw new Error(`The response to ${what} was ${status}: ${JSON.stringify(body)}`);
  // biome-ignore lint/suspicious/noExplicitAny: the bodies of several endpoints
  return body as any;
}

/** Gives every open ticket a clock: one half around the clock, the other half in office hours. */
async function startClocks(docket: PrivateDocket, client: pg.Client): Promise<void> {
  const admin = await signIn(docket);
  const { count } = await expectOk(admin.get("/sla-policies/"), "the list of policies");
  if (count === 0) {
    const { id: calendar } = await expectOk(admin.post("/calendars/", officeHours()), "a new calendar");
    const policies = [
      { name: "Around the clock", filters: AROUND_THE_CLOCK, clock: "always" },
      { name: "Office hours", filters: {}, clock: "business", calendar },
    ];
    for (const each of policies)
      await expectOk(admin.post("/sla-policies/", { ...each, targets: TARGETS }), "a new policy");
    const apply = admin.post("/sla-policies/apply/", { dry_run: false });
    console.log(`${(await expectOk(apply, "applying the policies")).changed_tickets} open tickets get clocks`);
  }
  for (let waiting = 1; waiting > 0; await sleep(2_000))
    waiting = (await client.query("select count(*)::int as n from sla_recounts")).rows[0].n;
  await client.query("vacuum analyze ticket_activity");
  await client.query("checkpoint");
  await untilIdle(docket.server.serverPid);
}

/** Processor milliseconds of a page. */
interface Cost {
  server: number;
  postgres: number;
}
type Costs = Record<Kind, Cost>;
const total = ({ server, postgres }: Cost) => server + postgres;
const ratioOf = (costs: Costs) => total(costs.with) / total(costs.without);
const medianCost = (costs: readonly Cost[]): Cost => ({
  server: median(costs.map(({ server }) => server)),
  postgres: median(costs.map(({ postgres }) => postgres)),
});

/** Reads pages of both kinds in turn. */
async function measureRound(docket: PrivateDocket, by: Caller, filters: string, turns: number): Promise<Costs> {
  const { serverPid, postgresPid } = docket.server;
  const times = () => [threadTimes(serverPid!, postgresPid), threadTimes(postgresPid!)] as const;
  const costs: Record<Kind, Cost[]> = { with: [], without: [] };
  for (let turn = 0; turn < turns; turn += 1)
    for (const kind of turn % 2 === 0 ? KINDS : KINDS.toReversed()) {
      const [server, postgres] = times();
      for (let n = 0; n < PAGES_PER_TURN; n += 1)
        await expectOk(by.get(`/inbox/?open=true${filters}&fields=${FIELDS[kind]}`), "the list");
      const [serverThen, postgresThen] = times();
      const perPage = 1000 / PAGES_PER_TURN;
      costs[kind].push({
        server: secondsBetween(server, serverThen) * perPage,
        postgres: secondsBetween(postgres, postgresThen) * perPage,
      });
    }
  return { with: medianCost(costs.with), without: medianCost(costs.without) };
}

const partsOf = ({ server, postgres }: Cost) => `${server.toFixed(2)} + ${postgres.toFixed(2)} ms`;

async function measureList(docket: PrivateDocket, { name, filters }: (typeof LISTS)[number]): Promise<void> {
  const query = new URLSearchParams(filters).toString();
  const url = query && `&${query}`;
  await measureRound(docket, await signIn(docket), url, TURNS / 2);
  const rounds: Costs[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    // the rounds take longer than a session's token is valid
    const costs = await measureRound(docket, await signIn(docket), url, TURNS);
    rounds.push(costs);
    const [more, less] = [partsOf(costs.with), partsOf(costs.without)];
    console.log(`round ${round}: server + PostgreSQL ${more} with, ${less} without: ${percent(ratioOf(costs))}`);
  }
  const ratios = rounds.map(ratioOf).toSorted((a, b) => a - b);
  const [more, less] = KINDS.map((kind) => medianCost(rounds.map((each) => each[kind]))) as [Cost, Cost];
  console.log(
    `${name}: processor time ${percent(median(ratios))}, rounds ${percent(ratios[0]!)} to ${percent(ratios.at(-1)!)}; ` +
      `server ${percent(more.server / less.server)}, PostgreSQL ${percent(more.postgres / less.postgres)}`,
  );
}

/** The buffers that PostgreSQL reads for a page, with and without the columns. */
async function measureBuffers(docket: PrivateDocket, { name, filters }: (typeof LISTS)[number]): Promise<void> {
  const { host, port, user, database } = docket.connection;
  const { db, close } = openDatabase({ host: host!, port: port!, user: user!, database: database! });
  const { id } = await signIn(docket);
  const actor: Actor = {
    ...({ kind: "user", role: "Admin", session: null, via: "api" } as const),
    ...{ id, permissions: ROLE_PERMISSIONS.Admin },
  };
  const read = (kind: Kind) => pageBuffers(db, actor, { open: "true", ...filters, fields: FIELDS[kind] });
  const pages: Record<Kind, number[]> = { with: [], without: [] };
  for (let round = 0; round < ROUNDS; round += 1) for (const kind of KINDS) pages[kind].push(await read(kind));
  await close();
  const [yes, no] = [median(pages.with), median(pages.without)];
  console.log(`${name}: ${yes} buffers a page with, ${no} without: ${percent(yes / no)}`);
}

/** `size`: number of tickets; `keep`: a folder in which the filled desk is kept for the next run. */
export async function proveSlaList(size: number, keep: string | null): Promise<void> {
  const docket = await startDocket(size, keep, console.log);
  const client = new pg.Client(docket.connection);
  try {
    await client.connect();
    await docket.settle();
    await startClocks(docket, client);
    for (const list of LISTS) {
      await measureBuffers(docket, list);
      await measureList(docket, list);
    }
  } finally {
    await client.end();
    await docket.close();
  }
}
