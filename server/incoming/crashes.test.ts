import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Inlet, openInlet, source } from "../../test/incoming.ts";
import { openWorld, type World } from "../../test/world.ts";
import { takeNext } from "./intake.ts";
import { openParser } from "./parser.ts";
import { INTAKE_STEPS, type IntakeStep } from "./steps.ts";

let world: World;
let inlet: Inlet;
beforeAll(async () => {
  world = await openWorld();
  inlet = await openInlet(world);
});
afterAll(() => world.close());

const run = async (text: string, values: unknown[] = []) => (await world.database.pool.query(text, values)).rows;
// a crashed server says nothing more, and does not release the email
const neverAgain = () => new Promise<never>(() => {});
const expireLocks = () =>
  run(
    "update incoming_emails set locked_until = now() - interval '1 second' where state = 'received' and locked_until is not null",
  );

describe("a server that is killed", () => {
  const tried = new Set<IntakeStep>();

  test.each(INTAKE_STEPS)("after “%s” neither loses nor duplicates an email", async (step) => {
    tried.add(step);
    const { intake } = world.app;
    const from = `step-${INTAKE_STEPS.indexOf(step)}@harbour.test`;
    const body = "--x\r\n\r\nHello\r\n--x\r\nContent-Type: image/png; name=a.png\r\n\r\nx\r\n--x--";
    const raw = source({ From: from, "Content-Type": "multipart/mixed; boundary=x" }, body);
    let reached!: () => void;
    const died = new Promise<void>((resolve) => {
      reached = resolve;
    });
    intake.onStep = (at) => {
      if (at !== step) return;
      reached();
      return neverAgain();
    };
    const isReceiving = step === "stored" || step === "recorded";
    const id = `step-${step}`.replaceAll(" ", "-");
    const posting = inlet.post(raw, { id });
    posting.catch(() => {});
    if (!isReceiving) {
      await posting;
      void takeNext(intake);
    }
    await died;
    intake.onStep = () => {};
    // the sender got no acknowledgment, so it sends it again
    if (isReceiving) expect((await inlet.post(raw, { id })).status).toBe(202);
    await expireLocks();
    await inlet.take();
    const emails = await run("select state, outcome, ticket from incoming_emails where arrival_key = $1", [id]);
    expect(emails).toMatchObject([{ state: "done", outcome: "ticket" }]);
    const tickets = await run(
      "select t.id, (select count(*)::int from attachments a where a.ticket = t.id) as files from tickets t join contacts c on c.id = t.contact where c.email = $1",
      [from],
    );
    expect(tickets).toEqual([{ id: emails[0].ticket, files: 1 }]);
  });

  test("was tested at each step", () => expect([...tried]).toEqual([...INTAKE_STEPS]));
});

describe("an email whose sender's DNS does not respond", () => {
  test("delays later emails of the same sender and conversation, and no others", async () => {
    const { intake } = world.app;
    const usual = intake.resolver;
    // on a busy machine, too, the slow one waits until it is released
    const usualTimeout = intake.dnsTimeoutMs;
    intake.dnsTimeoutMs = 3_600_000;
    const { promise: othersAreTaken, resolve } = Promise.withResolvers<void>();
    intake.resolver = async (name, type) => {
      if (name.endsWith("slow.test")) await othersAreTaken;
      return usual(name, type);
    };
    const receipt = await inlet.receive(source({ From: "begun@harbour.test" }));
    const { ticket_number } = await inlet.ticket(receipt.ticket);
    const post = async (headers: Record<string, string>) => (await inlet.post(source(headers))).body.id as string;
    const slow = await post({ From: "one@slow.test", Subject: `About ${ticket_number}` });
    // many more than are read at once
    const others: string[] = [];
    for (let n = 0; n < 12; n += 1) others.push(await post({ From: `other-${n}@harbour.test` }));
    const joining = await post({ From: "begun@harbour.test", Subject: `Re: [${ticket_number}]` });
    const next = await post({ From: "one@slow.test" });
    const taking = inlet.take();
    const stateOf = async (ids: string[]) =>
      (await run("select state from incoming_emails where id = any($1) order by serial", [ids])).map(
        ({ state }) => state,
      );
    await expect.poll(() => stateOf(others), { timeout: 60_000 }).toEqual(others.map(() => "done"));
    expect(await stateOf([slow, joining, next])).toEqual(["received", "received", "received"]);
    resolve();
    await taking;
    Object.assign(intake, { resolver: usual, dnsTimeoutMs: usualTimeout });
    const ended = await run("select id from incoming_emails where id = any($1) order by ended_at", [
      [slow, joining, next],
    ]);
    expect(ended.map(({ id }) => id)[0]).toBe(slow);
    expect(await stateOf([slow, joining, next])).toEqual(["done", "done", "done"]);
  });
});

describe("an email that crashes the thread that reads it", () => {
  test("is quarantined after two attempts, and the others are read", async () => {
    const { intake } = world.app;
    const usual = intake.parser;
    // a thread with almost no time: the effect of a hostile email on one that has 20 seconds
    const short = openParser({ timeoutMs: 1 });
    let reads = 0;
    intake.parser = {
      parse: (bytes) => {
        const isHostile = bytes.includes("hostile");
        reads += isHostile ? 1 : 0;
        return (isHostile ? short : usual).parse(bytes);
      },
      close: usual.close,
    };
    const { body } = await inlet.post(source({ From: "hostile@harbour.test", Subject: "hostile" }));
    const good = await inlet.receive(source({ From: "neighbor@harbour.test" }));
    expect(good).toMatchObject({ outcome: "ticket" });
    await expireLocks();
    await inlet.take();
    intake.parser = usual;
    await short.close();
    expect(reads).toBe(2);
    const events = await run("select 1 from events where kind = 'incoming.updated' and about = $1", [body.id]);
    expect(events).toHaveLength(1);
    expect((await world.admin.get(`/incoming-emails/${body.id}/`)).body).toMatchObject({
      state: "quarantined",
      reason: "reading_failed",
      tries: 2,
      from_address: "hostile@harbour.test",
      subject: "hostile",
    });
    await world.admin.post(`/incoming-emails/${body.id}/retry/`);
    await inlet.take();
    expect((await world.admin.get(`/incoming-emails/${body.id}/`)).body).toMatchObject({
      state: "done",
      outcome: "ticket",
    });
  });

  test("because its HTML is nested too deeply is quarantined, with the reason in words", async () => {
    const raw = source({ Subject: "Nested", "Content-Type": "text/html" }, "<div>".repeat(100_000));
    expect(await inlet.receive(raw)).toMatchObject({
      state: "quarantined",
      reason_detail: "Its HTML is nested too deeply.",
      from_address: "ploy@harbour.test",
      subject: "Nested",
    });
  });

  test("for lack of memory is stopped, and the next one is read", async () => {
    const parser = openParser({ memoryMb: 8 });
    const nested = Array.from(
      { length: 900 },
      () => `--x\r\nContent-Type: text/html\r\n\r\n${"<p>a</p>".repeat(5000)}`,
    ).join("\r\n");
    const big = source({ "Content-Type": "multipart/mixed; boundary=x" }, nested);
    await expect(parser.parse(Buffer.from(big))).rejects.toThrow("took too much memory");
    expect((await openParser().parse(Buffer.from(source()))).subject).toBe("Zone offline");
    await parser.close();
  });
});

test("an email with many lines is read with little memory", async () => {
  const parser = openParser({ memoryMb: 64, timeoutMs: 600_000 });
  const text = `Hello.${"\r\n".repeat(400_000)}Bye.`;
  expect((await parser.parse(Buffer.from(source({}, text)))).text).toMatch(/^Hello\.\s+Bye\.$/);
  await parser.close();
});

test.skipIf(process.platform !== "linux")("threads that read emails leave the processors to requests", async () => {
  const niceOf = (task: string) =>
    Number(
      readFileSync(`${task}/stat`, "utf8")
        .replace(/^.*\) /, "")
        .split(" ")[16],
    );
  const own = niceOf("/proc/thread-self");
  const parser = openParser();
  await parser.parse(Buffer.from(source()));
  const nices = readdirSync("/proc/self/task").map((id) => {
    try {
      return niceOf(`/proc/self/task/${id}`);
    } catch {
      // another thread has ended since
      return null;
    }
  });
  expect(nices).toContain(Math.max(own, 10));
  expect(niceOf("/proc/thread-self")).toBe(own);
  await parser.close();
});

test("an email that arrives while others wait for DNS is processed at once", async () => {
  const { intake } = world.app;
  const { resolver, dnsTimeoutMs } = intake;
  const released = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  intake.dnsTimeoutMs = 3_600_000;
  intake.resolver = async (name, type) => {
    if (!name.endsWith("waiting.test")) return resolver(name, type);
    asked.resolve();
    await released.promise;
    return resolver(name, type);
  };
  await inlet.post(source({ From: "first@waiting.test" }));
  const taking = inlet.take();
  await asked.promise;
  const { body } = await inlet.post(source({ From: "newcomer@harbour.test" }));
  const state = async () => (await world.admin.get(`/incoming-emails/${body.id}/`)).body.state;
  await expect.poll(state, { timeout: 60_000 }).toBe("done");
  released.resolve();
  await taking;
  Object.assign(intake, { resolver, dnsTimeoutMs });
});

test("emails that were being read when a server stopped are read one at a time, while new ones are read as well", async () => {
  const { intake } = world.app;
  const { resolver, dnsTimeoutMs } = intake;
  const [released, asked] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  intake.dnsTimeoutMs = 3_600_000;
  intake.resolver = async (name, type) => {
    if (!name.endsWith("again.test")) return resolver(name, type);
    asked.resolve();
    await released.promise;
    return resolver(name, type);
  };
  const tried = [];
  for (const at of [1, 2, 3]) tried.push((await inlet.post(source({ From: `${at}@again.test` }))).body.id);
  await run("update incoming_emails set tries = 1 where id = any($1)", [tried]);
  const { body } = await inlet.post(source({ From: "beside@harbour.test" }));
  const taking = inlet.take();
  await asked.promise;
  const state = async () => (await world.admin.get(`/incoming-emails/${body.id}/`)).body.state;
  await expect.poll(state, { timeout: 60_000 }).toBe("done");
  const read = await run("select tries from incoming_emails where id = any($1) order by serial", [tried]);
  expect(read.map(({ tries }) => tries)).toEqual([2, 1, 1]);
  released.resolve();
  await taking;
  Object.assign(intake, { resolver, dnsTimeoutMs });
  const ended = await run("select distinct state, tries from incoming_emails where id = any($1)", [tried]);
  expect(ended).toEqual([{ state: "done", tries: 2 }]);
});
