import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Inlet, openInlet, source } from "../../test/incoming.ts";
import { canMount } from "../../test/mounts.ts";
import { openWorld, type World } from "../../test/world.ts";
import { query, transact } from "../platform/database.ts";
import { takeNext } from "./intake.ts";

let world: World;
let inlet: Inlet;
beforeAll(async () => {
  world = await openWorld();
  inlet = await openInlet(world);
});
afterAll(() => world.close());

let n = 0;
/** A new sender, so that no test reaches another one's limits. */
const someone = () => {
  n += 1;
  return `someone-${n}@harbour.test`;
};
const countRows = async () =>
  (await world.database.pool.query("select count(*)::int as n from incoming_emails")).rows[0].n;

describe("an email over HTTP", () => {
  test("becomes a ticket of its sender, with the reason shown", async () => {
    const email = await inlet.receive(source({ From: `Ploy <${someone()}>` }));
    expect(email).toMatchObject({
      state: "done",
      outcome: "ticket",
      matched_by: "new",
      verdict: "pass",
      arrived_by: "http",
    });
    const ticket = await inlet.ticket(email.ticket);
    expect(ticket).toMatchObject({
      subject: "Zone offline",
      description: "The zone is offline.",
      status: "new",
      company: null,
    });
    expect(ticket.contact_name).toBe("Ploy");
  });

  test("is stored byte for byte before it is acknowledged", async () => {
    const raw = source({ From: someone() });
    const { status, body } = await inlet.post(raw);
    expect(status).toBe(202);
    const { rows } = await world.database.pool.query("select * from incoming_emails where id = $1", [body.id]);
    expect(rows[0]).toMatchObject({ state: "received", sha256: createHash("sha256").update(raw).digest("hex") });
    const response = await world.admin.get(`/incoming-emails/${body.id}/raw/`);
    expect(response.body).toEqual({ raw, is_whole: true });
  });

  test("that is delivered twice with one ID is stored once; another email with that ID is refused", async () => {
    const raw = source({ From: someone() });
    const first = await inlet.post(raw, { id: "one" });
    const second = await inlet.post(raw, { id: "one" });
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.body).toEqual(first.body);
    expect((await inlet.post(source({ From: someone() }), { id: "one" })).status).toBe(409);
  });

  test("gets the same refusal, whatever is wrong: signature, clock, bytes, mailbox", async () => {
    const before = await countRows();
    const raw = source({ From: someone() });
    const now = Math.floor(Date.now() / 1000);
    const answers = [
      await inlet.post(raw, { signature: "0".repeat(64) }),
      await inlet.post(raw, { signature: "" }),
      await inlet.post(raw, { timestamp: now - 600 }),
      await inlet.post(raw, { timestamp: now + 600 }),
      await inlet.post(raw, { sha256: "0".repeat(64) }),
      await world.stranger.post("/inbound/mail/", raw),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 401]);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(await countRows()).toBe(before);
  });

  test("beyond the size limit is refused, and nothing is stored", async () => {
    const before = await countRows();
    world.app.intake.maxEmailBytes = 10_000;
    const { status } = await inlet.post(source({ From: someone() }, "x".repeat(20_000)));
    world.app.intake.maxEmailBytes = 50 * 1024 * 1024;
    expect(status).toBe(413);
    expect(await countRows()).toBe(before);
  });
});

describe("the cost of an email", () => {
  test("is few statements, and none of them reads all emails that ever arrived", async () => {
    const { db, pool } = world.database;
    const columns = "mailbox, arrived_by, envelope, file, size, sha256, state, outcome, ended_at";
    await pool.query(
      `insert into incoming_emails (${columns})
       select $1, 'http', '{}', 'old' || n, 1, 'old' || n, 'done', 'automatic', now() from generate_series(1, 3000) n`,
      [inlet.mailbox.id],
    );
    const before = world.database.statementCount();
    await inlet.post(source({ From: someone() }));
    const statements = world.database.statementCount() - before;
    const rowsRead = await transact(db, async (db) => {
      expect(await takeNext({ ...world.app.intake, db })).toBe(true);
      const [row] = await query<{ n: number }>(
        db,
        "select seq_tup_read + idx_tup_fetch as n from pg_stat_xact_user_tables where relname = 'incoming_emails'",
      );
      return row!.n;
    });
    expect(rowsRead).toBeLessThan(300);
    const all = world.database.statementCount() - before - 1;
    await pool.query("delete from incoming_emails where file like 'old%'");
    // the secret and the row; then who has it, and in one transaction what becomes of it
    expect({ statements, read: all - statements }).toEqual({ statements: 2, read: 13 });
  });

  test("opens a ticket that the next list has from the cache, with its file", async () => {
    const list = "/tickets/?page_size=1";
    const counted = async () => {
      const before = world.database.statementCount();
      const { body } = await world.admin.get(list);
      return { ticket: body.results[0], statements: world.database.statementCount() - before };
    };
    await inlet.take();
    // the counts are added up and the user is looked up; no ticket is cached by it
    await world.admin.get(`${list}&omit=nothing`);
    const plain = await inlet.receive(source({ From: someone() }));
    const first = await counted();
    expect(first.ticket.id).toBe(plain.ticket);
    expect(first.statements).toBe((await counted()).statements);
    expect(first.ticket).toEqual((await world.admin.get(`${list}&omit=nothing`)).body.results[0]);
    const body = "--x\r\n\r\nHello\r\n--x\r\nContent-Type: image/png; name=a.png\r\n\r\nx\r\n--x--";
    await inlet.receive(source({ From: someone(), "Content-Type": "multipart/mixed; boundary=x" }, body));
    expect((await counted()).ticket.attachments).toMatchObject([{ name: "a.png" }]);
  });
});

describe("an unreadable email", () => {
  test("is quarantined with the reason, and the others are read", async () => {
    const parts = Array.from({ length: 2000 }, () => "--x\r\n\r\na").join("\r\n");
    const bad = await inlet.post(source({ From: someone(), "Content-Type": "multipart/mixed; boundary=x" }, parts));
    const good = await inlet.receive(source({ From: someone() }));
    expect(good).toMatchObject({ state: "done", outcome: "ticket" });
    const { body } = await world.admin.get(`/incoming-emails/${bad.body.id}/`);
    expect(body).toMatchObject({
      state: "quarantined",
      reason: "unreadable",
      reason_detail: "2000 parts, more than 1000",
    });
  });

  test("without a sender is quarantined, and can be rejected", async () => {
    const email = await inlet.receive(source({ From: "a@harbour.test, b@reef.test" }));
    expect(email).toMatchObject({ state: "quarantined", reason: "sender" });
    expect((await world.admin.post(`/incoming-emails/${email.id}/reject/`)).body.state).toBe("rejected");
    expect((await world.admin.post(`/incoming-emails/${email.id}/retry/`)).status).toBe(409);
  });
});

describe("the counts of incoming emails", () => {
  test("add up to the number received", async () => {
    await inlet.take();
    await inlet.post(source({ From: someone() }));
    const { received, ...parts } = (await world.admin.get("/incoming-emails/counts/")).body;
    expect(received).toBe(await countRows());
    expect(Object.values<number>(parts).reduce((sum, each) => sum + each, 0)).toBe(received);
    expect(parts).toMatchObject({ pending: 1, rejected: 1, quarantined: 1 });
    await inlet.take();
  });

  test("and the emails are visible to Admins only", async () => {
    expect((await world.tom.get("/incoming-emails/")).status).toBe(403);
    expect((await world.tom.get("/incoming-emails/counts/")).status).toBe(403);
    const { body } = await world.admin.get("/incoming-emails/?state=quarantined&ordering=-size&search=zone");
    expect(body.results).toHaveLength(1);
    expect((await world.admin.get("/incoming-emails/?state=nonsense")).status).toBe(400);
  });
});

describe("an automated sender that does not mark its emails", () => {
  test("is held at its sixth message in ten minutes, and continues when it is released", async () => {
    const robot = someone();
    const emails = [];
    for (let i = 1; i <= 7; i += 1)
      emails.push(await inlet.receive(source({ From: robot, Subject: `Alarm ${i}` }, `Alarm ${i}`)));
    expect(emails.map(({ state }) => state)).toEqual(["done", "done", "done", "done", "done", "held", "held"]);
    expect(emails[5]).toMatchObject({ reason: "robot", ticket: null });
    await world.admin.post(`/incoming-emails/${emails[5].id}/release/`);
    await inlet.take();
    const { body } = await world.admin.get(`/incoming-emails/${emails[5].id}/`);
    expect(body).toMatchObject({ state: "done", outcome: "ticket" });
  });
});

describe("an email from a mail server's pipe", () => {
  const main = join(import.meta.dirname, "../main.ts");
  /** The exit code, which tells the mail server what to do with the email. */
  const pipe = async (bytes: string, options: string[], more: NodeJS.ProcessEnv = {}): Promise<number | null> => {
    const folder = mkdtempSync(join(tmpdir(), "docket-pipe-"));
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, DATABASE_URL: world.url, DATA_DIR: folder, ...more };
    const child = spawn(process.execPath, [main, "receive", ...options], { env, stdio: ["pipe", "ignore", "ignore"] });
    // the command may end before it has read everything
    child.stdin.on("error", () => {});
    child.stdin.end(bytes);
    const [code] = await once(child, "close");
    rmSync(folder, { recursive: true, force: true });
    return code;
  };

  test("is stored with its envelope before the command ends with 0", async () => {
    const from = someone();
    const options = ["--mailbox", "support@docket.test", "--from", `<${from}>`, "--to", "support+x@docket.test"];
    expect(await pipe(source({ From: from }), options)).toBe(0);
    const { rows } = await world.database.pool.query(
      "select arrived_by, envelope from incoming_emails where arrived_by = 'pipe'",
    );
    expect(rows).toEqual([{ arrived_by: "pipe", envelope: { from, to: ["support+x@docket.test"] } }]);
    await world.database.pool.query("delete from incoming_emails where arrived_by = 'pipe'");
  });

  test.each([
    ["there is no email", 65, "", ["--mailbox", "support@docket.test"]],
    ["there is no such mailbox", 75, "x", ["--mailbox", "nobody@docket.test"]],
    ["an option is wrong", 75, "x", ["--mailbox", "support@docket.test", "--sender", "x"]],
  ])("is refused only for what it is, not if the command is set up wrong: %s", async (_, code, bytes, options) => {
    expect(await pipe(bytes, options)).toBe(code);
  });

  test("ends with 75, for the mail server to try again, if the database is away", async () => {
    const away = { DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" };
    expect(await pipe(source(), ["--mailbox", "support@docket.test"], away)).toBe(75);
  });

  test("ends with 75 instead of creating a desk", async () => {
    const folder = mkdtempSync(join(tmpdir(), "docket-no-desk-"));
    const mailbox = ["--mailbox", "support@docket.test"];
    expect(await pipe(source(), mailbox, { DATABASE_URL: undefined, DATA_DIR: folder })).toBe(75);
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
    const empty = new URL(world.url);
    empty.pathname = "/template1";
    expect(await pipe(source(), mailbox, { DATABASE_URL: empty.href })).toBe(75);
  });

  test.runIf(canMount())("ends with 75 if the disk is almost full, and stores nothing", async () => {
    const disk = mkdtempSync(join(tmpdir(), "docket-pipe-disk-"));
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64m", "tmpfs", disk]);
    try {
      expect(await pipe(source(), ["--mailbox", "support@docket.test"], { DATA_DIR: disk })).toBe(75);
      const { rows } = await world.database.pool.query("select from incoming_emails where arrived_by = 'pipe'");
      expect(rows).toEqual([]);
    } finally {
      execFileSync("umount", [disk]);
      rmSync(disk, { recursive: true, force: true });
    }
  });
});
