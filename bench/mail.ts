import { createHash, createHmac } from "node:crypto";
import { Agent, request } from "node:http";
import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { percentile } from "./agents.ts";
import { API_PATH, postShot, requestToken, type Shot, send } from "./api.ts";
import { cpuSeconds, untilIdle } from "./cpu.ts";
import type { PrivateDocket } from "./docket.ts";
import { onTicketEvents } from "./events.ts";
import { type MailRun, pairOf, type QuietAndBusy, type Rate, shownRate } from "./mail-report.ts";
import { openReceiver, type WebhookReceiver } from "./receiver.ts";

// Measures incoming and outgoing emails, and what they cost the agents who work at the same time.

/** The size of an email from a person with a signature and a quote. */
const EMAIL_BYTES = 20_000;
const BURST = 600;
const STEADY_PER_SECOND = 30;
const SENDERS = 8;
const REPLIES = 600;
const PAIRS = 5;
const API_PER_SECOND = 40;

export async function runMail(docket: PrivateDocket, seconds: number, say: (text: string) => void): Promise<MailRun> {
  const receiver = await openReceiver();
  const database = new pg.Client(docket.connection);
  await database.connect();
  try {
    const desk = await openDesk(docket, database, receiver.port);
    say(`taking in ${BURST} emails at once`);
    const incoming = await measureRate(docket, BURST, () => burst(desk));
    say(`${shownRate(incoming)} in`);
    const shownP95 = await steady(desk, seconds);
    say(`shown after ${shownP95.toFixed(0)} ms (p95) at ${STEADY_PER_SECOND} emails/s`);
    const outgoing = await sendReplies(desk, receiver);
    say(`${shownRate(outgoing)} out`);
    const pairs = [];
    for (let at = 0; at < PAIRS; at += 1) {
      pairs.push(await pair(desk, seconds, at % 2 === 0));
      say(`API p95 without and with email: ${pairOf(pairs.at(-1)!)}`);
    }
    const { size } = docket.server;
    return {
      size,
      seconds,
      emailBytes: EMAIL_BYTES,
      steady: STEADY_PER_SECOND,
      incoming,
      shownP95,
      outgoing,
      pairs,
      load: loadavg()[0]!,
    };
  } finally {
    await database.end();
    await receiver.close();
  }
}

/** A rate, and the processor time of the server and PostgreSQL per email. */
async function measureRate(docket: PrivateDocket, emails: number, work: () => Promise<number>): Promise<Rate> {
  const { serverPid, postgresPid } = docket.server;
  const read = () => [cpuSeconds(serverPid, postgresPid), cpuSeconds(postgresPid)];
  const before = read();
  const perSecond = await work();
  const [serverMs, postgresMs] = read().map((after, at) => {
    const start = before[at];
    return after === null || start === null || start === undefined ? null : ((after - start) * 1000) / emails;
  });
  return { perSecond, serverMs: serverMs ?? null, postgresMs: postgresMs ?? null };
}

interface Desk {
  docket: PrivateDocket;
  base: string;
  token: string;
  mailbox: string;
  database: pg.Client;
  connections: Agent;
  /** Delivers the next email. Returns its ID. */
  deliver(): Promise<string>;
}

async function openDesk(docket: PrivateDocket, database: pg.Client, port: number): Promise<Desk> {
  const { base } = docket.server;
  const token = await requestToken({ ...docket.server, ...docket.admin });
  const ask = async (path: string, value: unknown) => {
    const reply = await send(base, postShot(token, path, value));
    if (reply.status > 299) throw new Error(`${path} was answered with ${reply.status}: ${reply.body}`);
    return JSON.parse(reply.body.toString());
  };
  const smtp = { smtp_host: "127.0.0.1", smtp_port: port, smtp_security: "none" };
  const { id: mailbox } = await ask("/mailboxes/", { name: "Bench", address: "support@docket.test", ...smtp });
  await ask(`/mailboxes/${mailbox}/dkim_key/`, {});
  const { secret } = await ask(`/mailboxes/${mailbox}/inbound_secret/`, {});
  const connections = new Agent({ keepAlive: true, maxSockets: 32 });
  let n = 0;
  const deliver = async () => {
    n += 1;
    const bytes = emailOf(`${Date.now()}-${n}`);
    const { status, body } = await call(connections, base, inbound(mailbox, secret, bytes));
    if (status !== 202) throw new Error(`the response to an email was ${status}: ${body}`);
    return (JSON.parse(body) as { id: string }).id;
  };
  return { docket, base, token, mailbox, database, connections, deliver };
}

function emailOf(id: string): Buffer {
  const line = "The player in the lobby shows a black screen since this morning, as the manager on duty said.\r\n";
  const head = `From: Customer ${id} <c-${id}@customers.test>\r\nTo: support@docket.test\r\nSubject: Player ${id}\r\nMessage-ID: <${id}@customers.test>\r\nDate: ${new Date().toUTCString()}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nNumber ${id}\r\n`;
  return Buffer.from(head + line.repeat(Math.ceil((EMAIL_BYTES - head.length) / line.length)));
}

function inbound(mailbox: string, secret: string, bytes: Buffer): Shot {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const [id, timestamp] = [sha256.slice(0, 32), String(Math.floor(Date.now() / 1000))];
  return {
    method: "POST",
    path: `${API_PATH}/inbound/mail/`,
    headers: {
      "content-type": "message/rfc822",
      "x-docket-mailbox": mailbox,
      "x-docket-id": id,
      "x-docket-timestamp": timestamp,
      "x-docket-content-sha256": sha256,
      "x-docket-signature": createHmac("sha256", secret).update(`${id}.${timestamp}.${sha256}`).digest("hex"),
    },
    body: bytes,
  };
}

/** Sends one request over a kept-alive connection. */
function call(agent: Agent, base: string, { method, path, headers, body }: Shot) {
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const clientRequest = request(base + path, {
      agent,
      method,
      headers: { ...headers, ...(body && { "content-length": body.length }) },
    });
    clientRequest.on("response", (answer) => {
      let text = "";
      answer.on("data", (chunk) => (text += chunk));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body: text }));
    });
    clientRequest.on("error", reject);
    clientRequest.end(body);
  });
}

/** Delivers emails all at once. Returns how many per second become tickets, from the first byte to the last ticket. */
async function burst(desk: Desk): Promise<number> {
  const began = performance.now();
  let remaining = BURST;
  const sender = async () => {
    while (remaining > 0) {
      remaining -= 1;
      await desk.deliver();
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  await untilNone(desk, "select count(*) as n from incoming_emails where state = 'received'");
  return (BURST * 1000) / (performance.now() - began);
}

async function untilNone({ database }: Desk, count: string): Promise<void> {
  while (Number((await database.query<{ n: string }>(count)).rows[0]!.n) > 0) await sleep(50);
}

/**
 * Delivers emails at a steady rate. Returns the time from the acknowledgment to the sender until an agent gets the
 * ticket's event.
 */
async function steady(desk: Desk, seconds: number): Promise<number> {
  const shownAt = new Map<string, number>();
  const stream = await watch(desk, (ticket) => shownAt.set(ticket, performance.now()));
  const acceptedAt = new Map<string, number>();
  await mail(desk, seconds, STEADY_PER_SECOND, (id) => acceptedAt.set(id, performance.now()));
  await untilNone(desk, "select count(*) as n from incoming_emails where state = 'received'");
  await sleep(1_000);
  stream.close();
  const { rows } = await desk.database.query<{ id: string; ticket: string }>(
    "select id, ticket from incoming_emails where id = any($1)",
    [[...acceptedAt.keys()]],
  );
  const waits = rows.flatMap(({ id, ticket }) => {
    const at = shownAt.get(ticket);
    return at === undefined ? [] : [Math.max(0, at - acceptedAt.get(id)!)];
  });
  if (waits.length < acceptedAt.size)
    throw new Error(`${acceptedAt.size - waits.length} of ${acceptedAt.size} emails were not shown`);
  return percentile(waits, 95);
}

async function mail(
  { deliver }: Desk,
  seconds: number,
  perSecond: number,
  onTaken: (id: string) => void,
): Promise<void> {
  const deliveries: Promise<void>[] = [];
  const began = performance.now();
  for (let n = 0; n < seconds * perSecond; n += 1) {
    await sleep(Math.max(0, began + (n * 1000) / perSecond - performance.now()));
    deliveries.push(deliver().then(onTaken));
  }
  await Promise.all(deliveries);
}

/** Follows the events of an agent, and calls back for each new ticket. */
function watch({ base, token }: Desk, onTicket: (ticket: string) => void) {
  return new Promise<{ close(): void }>((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, accept: "text/event-stream" };
    const clientRequest = request(`${base}${API_PATH}/events/`, { headers }, (answer) => {
      if (answer.statusCode !== 200) return reject(new Error(`the stream was answered with ${answer.statusCode}`));
      onTicketEvents(answer, "ticket.created", onTicket);
      resolve({ close: () => clientRequest.destroy() });
    });
    clientRequest.on("error", reject);
    clientRequest.end();
  });
}

/**
 * Sends replies that are waiting for a mailbox. Returns how many signed emails per second leave, from the first to the
 * last.
 */
async function sendReplies(desk: Desk, receiver: WebhookReceiver): Promise<Rate> {
  const { base, token, database, connections } = desk;
  const { rows } = await database.query<{ ticket: string }>(
    "select distinct ticket from incoming_emails where outcome = 'ticket' limit $1",
    [REPLIES],
  );
  const text = `<p>${"We look into the player in the lobby, and tell you as soon as it plays again. ".repeat(12)}</p>`;
  await inTurns(rows, async ({ ticket }) => {
    const { status, body } = await call(connections, base, postShot(token, "/ticket-comments/", { ticket, text }));
    if (status !== 201) throw new Error(`the response to a reply was ${status}: ${body}`);
  });
  // first they are written, then their undo time passes
  await untilNone(desk, `select ${rows.length} - count(*) as n from outgoing_emails where kind = 'reply'`);
  await sleep(12_000);
  receiver.reset();
  return measureRate(desk.docket, rows.length, () => sendAll(desk, receiver, rows.length));
}

async function sendAll(desk: Desk, receiver: WebhookReceiver, emails: number): Promise<number> {
  const { base, token, database, mailbox } = desk;
  await database.query("update mailboxes set is_enabled = true, first_enabled_at = now() where id = $1", [mailbox]);
  await send(base, postShot(token, "/outgoing-emails/retry/", { state: "held", reason: "no_mailbox" }));
  while (receiver.count() < emails) await sleep(50);
  await untilNone(desk, "select count(*) as n from outgoing_emails where ended_at is null");
  if (receiver.unsigned() > 0) throw new Error(`${receiver.unsigned()} emails were not signed`);
  return receiver.perSecond();
}

async function inTurns<T>(all: readonly T[], work: (each: T) => Promise<void>): Promise<void> {
  const queue = [...all];
  const worker = async () => {
    for (let each = queue.pop(); each !== undefined; each = queue.pop()) await work(each);
  };
  await Promise.all(Array.from({ length: SENDERS }, worker));
}

/** What agents wait (p95) while they list and open tickets at a steady rate, alternately without and with email. */
async function pair(desk: Desk, seconds: number, isQuietFirst: boolean): Promise<QuietAndBusy> {
  const { docket, database } = desk;
  const { rows } = await database.query<{ id: string }>("select id from tickets order by created_at desc limit 200");
  const quietly = async () => {
    await untilIdle(docket.server.serverPid, 20);
    return work(desk, rows, seconds);
  };
  const busily = async () => {
    await untilIdle(docket.server.serverPid, 20);
    const [p95] = await Promise.all([work(desk, rows, seconds), mail(desk, seconds, STEADY_PER_SECOND, () => {})]);
    await untilNone(desk, "select count(*) as n from incoming_emails where state = 'received'");
    return p95;
  };
  if (isQuietFirst) return { quiet: await quietly(), busy: await busily() };
  const busy = await busily();
  return { quiet: await quietly(), busy };
}

async function work({ base, token, connections }: Desk, tickets: { id: string }[], seconds: number): Promise<number> {
  const waits: number[] = [];
  const requests: Promise<void>[] = [];
  const began = performance.now();
  const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
  for (let n = 0; n < seconds * API_PER_SECOND; n += 1) {
    await sleep(Math.max(0, began + (n * 1000) / API_PER_SECOND - performance.now()));
    const path = n % 3 === 0 ? "/tickets/?page_size=20" : `/tickets/${tickets[n % tickets.length]!.id}/`;
    const at = performance.now();
    const response = call(connections, base, { method: "GET", path: API_PATH + path, headers });
    requests.push(response.then(() => void waits.push(performance.now() - at)));
  }
  await Promise.all(requests);
  return percentile(waits, 95);
}
