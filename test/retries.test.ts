import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LOCK_WAITERS } from "./databases.ts";
import { type ApiOperation, type Operations, readOperations } from "./operations.ts";
import { makeCompany, openWorld, type World } from "./world.ts";

// an ID that nothing has
const UNKNOWN = "00000000-0000-4000-8000-000000000000";

let world: World;
let api: Operations;
beforeAll(async () => {
  world = await openWorld();
  api = await readOperations(world);
});
afterAll(() => world.close());

interface Sent {
  method: string;
  address: string;
  type?: string;
  body?: string;
  key: string;
}

/** Sends a request and disconnects when the response begins or at the signal, without reading the response. */
const sendAndLose = ({ method, address, type, body = "", key }: Sent, leave?: AbortSignal) =>
  new Promise<void>((resolve) => {
    const { hostname, port } = new URL(world.base);
    const head = [
      `${method} /api/v1${address} HTTP/1.1`,
      `host: ${hostname}:${port}`,
      `authorization: Bearer ${world.admin.token}`,
      `idempotency-key: ${key}`,
      ...(type ? [`content-type: ${type}`] : []),
      `content-length: ${Buffer.byteLength(body)}`,
    ];
    const socket = connect(Number(port), hostname);
    socket.on("close", () => resolve()).on("error", () => {});
    socket.on("data", () => socket.destroy());
    leave?.addEventListener("abort", () => socket.destroy());
    socket.write(`${head.join("\r\n")}\r\n\r\n${body}`);
  });

const again = ({ method, address, type, body, key }: Sent) =>
  world.admin.ask(address, {
    method,
    headers: { "idempotency-key": key, ...(type && { "content-type": type }) },
    ...(body !== undefined && { body }),
  });

async function rowCounts(): Promise<Record<string, number>> {
  const { rows } = await world.database.pool.query(
    `select table_name as name, (xpath('/row/n/text()', query_to_xml('select count(*) as n from ' || table_name, false, true, '')))[1]::text::int as n
     from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'ticket_tally'`,
  );
  return Object.fromEntries(rows.map(({ name, n }: { name: string; n: number }) => [name, n]));
}

const multipart = (ticket: string) =>
  `--b\r\ncontent-disposition: form-data; name="ticket"\r\n\r\n${ticket}\r\n--b\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhello\r\n--b--\r\n`;

function requestOf(each: ApiOperation, at: number): Sent {
  const address = api.addressOf(each);
  const sent = { method: each.method, address, key: `retry-${at}` };
  if (each.is.requestBody?.content["multipart/form-data"]?.example)
    return { ...sent, type: "multipart/form-data; boundary=b", body: multipart(api.ids.tickets!) };
  const example = api.exampleOf(each);
  return example ? { ...sent, type: "application/json", body: JSON.stringify(example) } : sent;
}

// records that others refer to are deleted last
const LAST = ["attachments", "comments", "tickets", "contacts", "zones", "users", "companies", "session"];
const rank = ({ method, path }: ApiOperation) =>
  method === "DELETE" ? 1 + LAST.findIndex((word) => path.includes(word)) : 0;

describe("when a response is lost", () => {
  test("repeating the request with its key has one effect and returns the lost response, for every operation", async () => {
    const changing = api.all
      .filter(({ method, access }) => method !== "GET" && (access === "user" || access === "admin"))
      .filter(({ path }) => !path.endsWith("/change_password/") && !path.endsWith("/session/all/"))
      .sort((a, b) => rank(a) - rank(b));
    expect(changing.length).toBeGreaterThan(30);
    let replayed = 0;
    for (const [at, each] of changing.entries()) {
      const request = requestOf(each, at);
      const before = await rowCounts();
      await sendAndLose(request);
      const after = await rowCounts();
      const answer = await again(request);
      const what = `${each.method} ${each.path}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 200)}`;
      expect([what, await rowCounts()]).toEqual([what, after]);
      expect(answer.status, what).toBeLessThan(500);
      if (answer.status < 300) {
        expect([what, answer.headers.get("idempotent-replayed")]).toEqual([what, "true"]);
        expect(after.idempotency_keys, what).toBe(before.idempotency_keys! + 1);
        replayed += 1;
      }
      if (each.method === "POST" && answer.status === 201 && answer.body.id) {
        const shown = await world.admin.get(`${request.address}${answer.body.id}/`);
        if (shown.status === 200) expect([what, shown.body.id]).toEqual([what, answer.body.id]);
      }
    }
    expect(replayed).toBeGreaterThan(changing.length / 2);
  }, 120_000);

  test("a repeat waits for the first request and gets its response", async () => {
    const { company } = await makeCompany(world.admin);
    const body = JSON.stringify({ subject: "Lost", description: "d", company: company.id });
    const request = { method: "POST", address: "/tickets/", type: "application/json", body, key: "lost" };
    const waiting = async () => (await world.database.pool.query(LOCK_WAITERS)).rows.length;
    const holder = await world.database.pool.connect();
    await holder.query("begin");
    await holder.query("select 1 from companies where id = $1 for update", [company.id]);
    const leave = new AbortController();
    const lost = sendAndLose(request, leave.signal);
    await expect.poll(waiting, { interval: 20 }).toBe(1);
    leave.abort();
    await lost;
    const repeat = again(request);
    await expect.poll(waiting, { interval: 20 }).toBe(2);
    await holder.query("commit");
    holder.release();
    const answer = await repeat;
    expect([answer.status, answer.headers.get("idempotent-replayed")]).toEqual([201, "true"]);
    expect((await world.admin.get(`/tickets/?company=${company.id}`)).body.count).toBe(1);
  });
});

test("two servers that create and refuse tickets at once use no number twice, even of deleted tickets", async () => {
  const second = await world.another();
  const by = [world.admin, second.as(world.admin)];
  const { company } = await makeCompany(world.admin);
  const make = async (i: number) => {
    const values = {
      subject: "Race",
      description: "d",
      company: i % 5 === 0 ? UNKNOWN : company.id,
    };
    const answer = await by[i % 2]!.post("/tickets/", values, i % 7 ? {} : { "idempotency-key": `race-${i}` });
    if (answer.status === 201 && i % 6 === 0) await by[i % 2]!.remove(`/tickets/${answer.body.id}/`);
    return answer;
  };
  const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => make(i)));
  const numbers = answers.filter(({ status }) => status === 201).map(({ body }) => body.ticket_number as string);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 400]));
  expect(numbers.length).toBeGreaterThan(100);
  expect(new Set(numbers).size).toBe(numbers.length);
  const { rows } = await world.database.pool.query(
    "select count(*)::int as n, count(distinct ticket_number)::int as d from tickets",
  );
  expect(rows[0].n).toBe(rows[0].d);
});
