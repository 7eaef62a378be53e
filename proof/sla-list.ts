import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { cpuSeconds, untilIdle } from "../bench/cpu.ts";
import { startDocket } from "../bench/docket.ts";
import { INBOX_FIELDS } from "../server/inbox/rows.ts";
import { type Caller, caller } from "../test/world.ts";

// Measures the cost of the SLA columns in the ticket list: the same page with and without them, alternately. Processor
// time and buffers do not depend on other work on the machine.

const ROUNDS = 9;
const REQUESTS = 200;
const WITHOUT = INBOX_FIELDS.filter((name) => !name.startsWith("sla_")).join(",");
const WITH = INBOX_FIELDS.join(",");

const POLICY = {
  name: "Everyone",
  clock: "always",
  targets: Object.fromEntries(
    ["low", "medium", "high", "urgent"].map((priority) => [priority, { first_response: 240, resolution: 2_880 }]),
  ),
};

const median = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
const percent = (ratio: number) => `${((ratio - 1) * 100).toFixed(1)} %`;

async function readPages(by: Caller, fields: string): Promise<void> {
  for (let n = 0; n < REQUESTS; n += 1) {
    const { status } = await by.get(`/inbox/?open=true&fields=${fields}`);
    if (status !== 200) throw new Error(`The response to the list was ${status}.`);
  }
}

/** Reads pages. Returns the buffers that PostgreSQL read, and the processor seconds of the server and PostgreSQL. */
async function measure(by: Caller, client: pg.Client, pids: readonly (number | null)[], fields: string) {
  const buffers = async () => {
    const { rows } = await client.query<{ n: number }>(
      "select (blks_hit + blks_read)::float8 as n from pg_stat_database where datname = current_database()",
    );
    return rows[0]!.n;
  };
  const seconds = () => pids.reduce<number>((sum, pid) => sum + (cpuSeconds(pid) ?? 0), 0);
  const [pages, secondsBefore] = [await stableValue(buffers), seconds()];
  await readPages(by, fields);
  return { seconds: seconds() - secondsBefore, buffers: (await stableValue(buffers)) - pages };
}

/** PostgreSQL's processes report their reads with a delay. Returns the figure once it stops changing. */
async function stableValue(read: () => Promise<number>): Promise<number> {
  for (let before = -1; ; ) {
    await sleep(1_500);
    const now = await read();
    // reading the figure reads a few buffers itself
    if (Math.abs(now - before) < 200) return now;
    before = now;
  }
}

/** `size`: number of tickets; `keep`: a folder in which the filled desk is kept for the next run. */
export async function proveSlaList(size: number, keep: string | null): Promise<void> {
  const docket = await startDocket(size, keep, console.log);
  const client = new pg.Client(docket.connection);
  try {
    await client.connect();
    await docket.settle();
    const { base, serverPid, postgresPid } = docket.server;
    const signIn = async () => {
      const { body } = await caller(base).post("/auth/login/", docket.admin);
      return caller(base, body.user.id, body.access);
    };
    const admin = await signIn();
    await admin.post("/sla-policies/", POLICY);
    const { changed_tickets } = (await admin.post("/sla-policies/apply/", { dry_run: false })).body;
    console.log(`${changed_tickets} open tickets get clocks`);
    for (let waiting = 1; waiting > 0; await sleep(2_000))
      waiting = (await client.query("select count(*)::int as n from sla_recounts")).rows[0].n;
    await client.query("vacuum analyze ticket_activity");
    await untilIdle(serverPid);
    const pids = [serverPid, postgresPid];
    await readPages(await signIn(), WITH);
    const cpu: number[] = [];
    const pages: number[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      const order = round % 2 === 0 ? [WITH, WITHOUT] : [WITHOUT, WITH];
      // at a million tickets, the rounds take longer than a session's token is valid
      const by = await signIn();
      const first = await measure(by, client, pids, order[0]!);
      const second = await measure(by, client, pids, order[1]!);
      const [yes, no] = order[0] === WITH ? [first, second] : [second, first];
      cpu.push(yes.seconds / no.seconds);
      pages.push(yes.buffers / no.buffers);
      console.log(
        `round ${round}: processor ${yes.seconds.toFixed(2)} s with, ${no.seconds.toFixed(2)} s without; ` +
          `buffers a page ${(yes.buffers / REQUESTS).toFixed(0)} and ${(no.buffers / REQUESTS).toFixed(0)}`,
      );
    }
    console.log(`median of ${ROUNDS}: processor ${percent(median(cpu))}, buffers ${percent(median(pages))}`);
  } finally {
    await client.end();
    await docket.close();
  }
}
