import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openImapServer, type TestImap } from "../../test/imap-server.ts";
import { source, testDns } from "../../test/incoming.ts";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { addReaders, runReaction } from "../events/reader.ts";
import { reactionsOf } from "../reactions.ts";
import { readFoldersOnce, startImap } from "./imap.ts";
import { leaseFolders } from "./imap-cursors.ts";
import { takeNext } from "./intake.ts";
import { FOLDER_STEPS, type IntakeStep } from "./steps.ts";

let world: World;
let server: TestImap;
let mailbox: string;
let n = 0;

const run = async (text: string, values: unknown[] = []) => (await world.database.pool.query(text, values)).rows;

beforeAll(async () => {
  world = await openWorld({ PUBLIC_URL: "https://desk.docket.test" });
  world.app.intake.resolver = testDns;
});
afterAll(() => world.close());

/** A mail server of its own for each test, and a mailbox that is read from it. */
const open = async (more: Record<string, unknown> = {}) => {
  n += 1;
  const { status, body } = await world.admin.post("/mailboxes/", {
    name: `Support ${n}`,
    address: `support-${n}@docket.test`,
    is_enabled: true,
    smtp_host: "127.0.0.1",
    imap_host: "127.0.0.1",
    imap_port: server.port,
    imap_security: "none",
    imap_username: "testuser",
    imap_password: "testpass",
    ...more,
  });
  if (status !== 201) throw new Error(JSON.stringify(body));
  mailbox = body.id;
};
beforeEach(async () => {
  await run("delete from mailboxes");
  server = await openImapServer();
  world.app.intake.onStep = () => {};
  return () => server.close();
});

const read = () => readFoldersOnce(world.app.intake);
const take = async () => {
  while (await takeNext(world.app.intake));
};
const emails = () =>
  run(
    "select state, outcome, reason, reason_detail, subject, ticket, received_at, arrived_by from incoming_emails where mailbox = $1 order by serial",
    [mailbox],
  );
const show = async () => (await world.admin.get(`/mailboxes/${mailbox}/`)).body;
const endPause = () => run("update imap_cursors set retry_at = null, leased_until = null");
const mail = (subject: string, more: Record<string, string> = {}) =>
  source({ From: `lee-${n}@shore.test`, Subject: subject, ...more }, `About ${subject} of ${n}.`);

describe("a mailbox that is read by IMAP", () => {
  test("fetches new emails only, leaves them in place, and shows when it last read them", async () => {
    server.deliver(mail("Old"));
    await open();
    await read();
    const uid = server.deliver(mail("New"));
    await read();
    await take();
    expect(await emails()).toMatchObject([{ subject: "New", state: "done", outcome: "ticket", arrived_by: "imap" }]);
    expect([server.uids(), server.flags(uid)]).toEqual([[1, 2], []]);
    expect(await show()).toMatchObject({ state: "ok", last_error: null, imap_read_at: expect.any(String) });
    await read();
    expect(await emails()).toHaveLength(1);
  });

  test("fetches everything if asked, without replying to old emails", async () => {
    server.deliver(mail("Old"), { arrivedAt: new Date("2025-03-01T10:00:00Z") });
    server.deliver(mail("New"));
    await open({ imap_start: "everything", acknowledge: "everyone" });
    const acknowledge = reactionsOf(world.app.mail).find(({ name }) => name === "acknowledge-tickets")!;
    await addReaders(world.app.docket.db, [acknowledge]);
    await read();
    await take();
    const rows = await emails();
    expect(rows).toMatchObject([{ subject: "Old" }, { subject: "New" }]);
    expect(new Date(rows[0].received_at)).toEqual(new Date("2025-03-01T10:00:00Z"));
    // as if the senders were authenticated
    await run("update contact_addresses set verified_at = now()");
    while (await runReaction(world.app.docket.db, acknowledge));
    const acks = await run("select ticket, state, reason from outgoing_emails where kind = 'acknowledgement'");
    expect(acks).toEqual([
      { ticket: rows[0].ticket, state: "cancelled", reason: "old_message" },
      { ticket: rows[1].ticket, state: "waiting", reason: null },
    ]);
  });

  test("moves stored emails to a folder that it creates", async () => {
    await open({ imap_start: "everything", imap_after: "move", imap_move_to: "Taken" });
    server.deliver(mail("One"));
    server.deliver(mail("Two"));
    await read();
    expect([server.uids(), server.uids("Taken")]).toEqual([[], [1, 2]]);
    expect(await emails()).toHaveLength(2);
    server.deliver(mail("Three"));
    await read();
    expect([server.uids(), server.uids("Taken")]).toEqual([[], [1, 2, 3]]);
  });

  test("continues to fetch if it cannot move emails, and reports it", async () => {
    await open({ imap_start: "everything", imap_after: "move", imap_move_to: "INBOX/a/" });
    server.deliver(mail("One"));
    server.refuseMoves();
    await read();
    await read();
    expect(await emails()).toHaveLength(1);
    expect(await show()).toMatchObject({
      state: "failing",
      last_error: "Emails could not be moved to the folder INBOX/a/. They stay in INBOX.",
    });
  });

  test("creates no duplicate tickets if the server renumbers its emails, and misses none", async () => {
    server.deliver(mail("Before"), { arrivedAt: new Date(Date.now() - 60_000) });
    await open();
    await read();
    server.deliver(mail("First"), { arrivedAt: new Date(Date.now() + 60_000) });
    await read();
    await take();
    server.renumber(77);
    server.deliver(mail("Second"), { arrivedAt: new Date(Date.now() + 60_000) });
    await read();
    await take();
    expect((await emails()).map(({ subject, outcome }) => `${subject} ${outcome}`)).toEqual([
      "First ticket",
      "First duplicate",
      "Second ticket",
    ]);
  });

  test("reads a newly chosen folder from the start", async () => {
    await open({ imap_start: "everything" });
    server.deliver(mail("In the inbox"));
    await read();
    server.deliver(mail("In the other"), { folder: "Done" });
    await world.admin.patch(`/mailboxes/${mailbox}/`, { imap_folder: "Done" });
    await read();
    await take();
    expect((await emails()).map(({ subject }) => subject)).toEqual(["In the inbox", "In the other"]);
  });
});

describe("an email that cannot be fetched", () => {
  test("is listed after three attempts with the server's message, and the next ones are read", async () => {
    await open({ imap_start: "everything" });
    const bad = server.deliver(mail("Damaged"));
    server.deliver(mail("Good"));
    server.script(bad, "refuse", "refuse", "refuse");
    await read();
    expect((await show()).last_error).toContain("This email is damaged");
    for (let tries = 0; tries < 2; tries += 1) {
      await endPause();
      await read();
    }
    await take();
    expect(await emails()).toMatchObject([
      {
        subject: "Damaged",
        state: "quarantined",
        reason: "not_fetched",
        reason_detail: 'The mail server said: "This email is damaged". It is still on the mail server, in INBOX.',
      },
      { subject: "Good", outcome: "ticket" },
    ]);
    expect(await show()).toMatchObject({ state: "ok" });
  });

  test("because the connection ends each time does not delay others", async () => {
    await open({ imap_start: "everything" });
    const bad = server.deliver(mail("Deadly"));
    server.deliver(mail("Good"));
    server.script(bad, "cut", "cut", "cut");
    for (let tries = 0; tries < 4; tries += 1) {
      await endPause();
      await read();
    }
    await take();
    expect(await emails()).toMatchObject([
      { subject: "Deadly", state: "quarantined", reason: "not_fetched" },
      { subject: "Good", outcome: "ticket" },
    ]);
  });

  test("because it is too large is listed by its header", async () => {
    await open({ imap_start: "everything" });
    server.deliver(`${mail("Huge")}${"x".repeat(2_000)}`);
    world.app.intake.maxEmailBytes = 1_000;
    await read();
    world.app.intake.maxEmailBytes = 50 * 1024 * 1024;
    expect(await emails()).toMatchObject([{ subject: "Huge", state: "quarantined", reason: "too_large" }]);
  });

  test("because it is too large stays in quarantine, whatever an Admin asks for", async () => {
    await open({ imap_start: "everything" });
    const raw = `${mail("Huge")}${"x".repeat(2_000)}`;
    server.deliver(raw);
    world.app.intake.maxEmailBytes = 1_000;
    await read();
    const [row] = await run("select id from incoming_emails where mailbox = $1", [mailbox]);
    const { id: ticket } = await makeTicket(world.admin, (await makeCompany(world.admin)).company.id);
    const path = `/incoming-emails/${row.id}`;
    const answers = [
      await world.admin.post(`${path}/retry/`),
      await world.admin.post(`${path}/release/`),
      await world.admin.post(`${path}/move/`, { ticket }),
    ];
    expect((await world.admin.get(`${path}/`)).body).toMatchObject({ decisions: ["reject"], obstacle: "too_large" });
    await world.admin.post(`${path}/reject/`);
    answers.push(await world.admin.post(`${path}/move/`, { ticket }));
    world.app.intake.maxEmailBytes = 50 * 1024 * 1024;
    await take();
    expect(answers.map(({ status }) => status)).toEqual([409, 409, 409, 409]);
    expect(answers[0]!.body.detail).toContain(`It has ${raw.length} bytes`);
    expect((await world.admin.get(`${path}/`)).body).toMatchObject({
      state: "rejected",
      reason: "too_large",
      size: raw.length,
      is_whole: false,
    });
    expect((await world.admin.get(`${path}/raw/`)).body).toMatchObject({ is_whole: false });
  });

  test("is fetched whole when an Admin lets it be read again and it has become small enough", async () => {
    await open({ imap_start: "everything", imap_after: "move", imap_move_to: "Taken" });
    server.deliver(`${mail("Whole")}${"x".repeat(2_000)}`);
    world.app.intake.maxEmailBytes = 1_000;
    await read();
    world.app.intake.maxEmailBytes = 50 * 1024 * 1024;
    expect(server.uids()).toEqual([1]);
    const [row] = await run("select id, file from incoming_emails where mailbox = $1", [mailbox]);
    await world.admin.post(`/incoming-emails/${row.id}/retry/`);
    await take();
    const { body } = await world.admin.get(`/incoming-emails/${row.id}/`);
    expect(body).toMatchObject({ state: "done", outcome: "ticket", is_whole: true });
    expect((await world.admin.get(`/tickets/${body.ticket}/`)).body.description).toContain("x".repeat(2_000));
    expect(await world.app.intake.storage.read(row.file)).toBe(null);
  });

  test("stays in quarantine if it is read again after it has left the mail server", async () => {
    await open({ imap_start: "everything" });
    server.deliver(mail("Gone"));
    server.script(1, "refuse", "refuse", "refuse");
    for (let tries = 0; tries < 3; tries += 1) {
      await endPause();
      await read();
    }
    expect(await emails()).toMatchObject([{ state: "quarantined", reason: "not_fetched" }]);
    server.renumber(77);
    const [row] = await run("select id from incoming_emails where mailbox = $1", [mailbox]);
    await world.admin.post(`/incoming-emails/${row.id}/retry/`);
    await take();
    expect((await world.admin.get(`/incoming-emails/${row.id}/`)).body).toMatchObject({
      state: "quarantined",
      reason: "not_fetched",
      reason_detail: expect.stringContaining("has renumbered it"),
      subject: "Gone",
      is_whole: false,
    });
  });

  test("because file storage is unavailable is retried without limit", async () => {
    await open({ imap_start: "everything" });
    server.deliver(mail("Patient"));
    const { storage } = world.app.intake;
    world.app.intake.storage = { ...storage, put: () => Promise.reject(new Error("the disk is gone")) };
    for (let tries = 0; tries < 5; tries += 1) {
      await endPause();
      await read();
    }
    expect((await show()).last_error).toContain("the disk is gone");
    world.app.intake.storage = storage;
    await endPause();
    await read();
    await take();
    expect(await emails()).toMatchObject([{ subject: "Patient", outcome: "ticket" }]);
  });
});

describe("a failing mail server", () => {
  test.each([
    ["that refuses the password", { imap_password: "wrong" }, "refused to sign in"],
    ["without the folder", { imap_folder: "Nowhere" }, "did not open the folder"],
    ["without encryption", { imap_security: "starttls" }, "could not be encrypted"],
    ["that is away", { imap_port: 9 }, "could not be reached"],
  ])("%s makes the mailbox fail with a pause, until it works again", async (_, wrong, error) => {
    await open({ imap_start: "everything", ...wrong });
    server.deliver(mail("Late"));
    await read();
    expect(await show()).toMatchObject({
      state: "failing",
      failing_since: expect.any(String),
      last_error: expect.stringContaining(error),
      retry_at: expect.any(String),
    });
    expect(await leaseFolders(world.app.docket.db)).toEqual([]);
    // other settings end the pause
    await world.admin.patch(`/mailboxes/${mailbox}/`, {
      imap_password: "testpass",
      imap_folder: "INBOX",
      imap_security: "none",
      imap_port: server.port,
    });
    await read();
    expect(await show()).toMatchObject({ state: "ok", failing_since: null, last_error: null });
    expect(await emails()).toHaveLength(1);
  });
});

describe("several servers", () => {
  test("share the folders: each has one reader, and another takes over when a lease ends", async () => {
    await open();
    const { db } = world.app.docket;
    const both = await Promise.all([leaseFolders(db), leaseFolders(db)]);
    expect(both.flat()).toHaveLength(1);
    expect(await leaseFolders(db)).toEqual([]);
    await run("update imap_cursors set leased_until = now() - interval '1 second'");
    expect(await leaseFolders(db)).toHaveLength(1);
  });

  test("store an email once if one continues to read after its lease has ended", async () => {
    await open({ imap_start: "everything" });
    server.deliver(mail("Once"));
    const { intake } = world.app;
    let isFirst = true;
    intake.onStep = async (step) => {
      if (step !== "fetched" || !isFirst) return;
      isFirst = false;
      await endPause();
      await read();
    };
    await read();
    await take();
    expect(await emails()).toMatchObject([{ subject: "Once", outcome: "ticket" }]);
    expect(await show()).toMatchObject({ state: "ok" });
  });
});

describe("a server that is killed while it reads a folder", () => {
  const steps = [...FOLDER_STEPS, "stored", "recorded"] as const;
  const tried = new Set<IntakeStep>();

  test.each(steps)("after “%s” neither loses nor duplicates an email", async (step) => {
    tried.add(step);
    await open({ imap_start: "everything", imap_after: "move", imap_move_to: "Done" });
    for (const subject of ["One", "Two"]) server.deliver(mail(`${subject} ${step}`));
    const { intake } = world.app;
    await new Promise<void>((resolve) => {
      intake.onStep = (at) => {
        if (at !== step) return;
        intake.onStep = () => {};
        resolve();
        // a dead server says nothing more
        return new Promise<never>(() => {});
      };
      void read();
    });
    server.cutConnections();
    await endPause();
    await read();
    await take();
    expect(await emails()).toMatchObject([
      { subject: `One ${step}`, outcome: "ticket" },
      { subject: `Two ${step}`, outcome: "ticket" },
    ]);
    expect([server.uids(), server.uids("Done")]).toEqual([[], [1, 2]]);
  });

  test("was tested at each step", () => expect([...tried]).toEqual(steps));
});

describe("the reader", () => {
  const until = async (isTrue: () => Promise<boolean> | boolean) => {
    while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  test("learns of an email at once, reconnects after an interruption, and stops with its mailbox", async () => {
    await open();
    const stop = startImap(world.app.intake);
    await until(async () => (await show()).imap_read_at !== null);
    server.deliver(mail("Announced"));
    await until(async () => (await emails()).length === 1);
    server.cutConnections();
    await until(() => server.connections() === 1);
    server.deliver(mail("After the cut"));
    await until(async () => (await emails()).length === 2);
    await stop();
    await until(() => server.connections() === 0);
    expect(await run("select 1 from imap_cursors where leased_until > now()")).toEqual([]);
  }, 60_000);
});
