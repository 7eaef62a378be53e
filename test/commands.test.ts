import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { build } from "../web/build.ts";
import { command, killServers, type Running, startServer } from "./commands.ts";
import { asOwner, databaseUrl } from "./databases.ts";
import { canMount } from "./mounts.ts";
import { type Caller, caller, makeCompany, makeTicket, PASSWORD } from "./world.ts";

let folder: string;
let env: Record<string, string>;
let dump: string;
const databases: string[] = [];

beforeAll(async () => {
  // otherwise the first server would build the app
  await build();
  folder = mkdtempSync(join(tmpdir(), "docket-commands-"));
  chmodSync(folder, 0o711);
  env = { DATA_DIR: join(folder, "desk"), ADMIN_PASSWORD: PASSWORD, RATE_LIMIT: "off" };
  dump = join(folder, "dump.json");
  const at = "2025-11-17T09:00:00Z";
  const company = "00000000-0000-4000-8000-000000000001";
  const row = (model: string, pk: string, fields: object) => ({ model: `crm_app.${model}`, pk, fields });
  writeFileSync(
    dump,
    JSON.stringify([
      row("company", company, { name: "Old Inn", created_at: at, updated_at: at }),
      row("ticket", "00000000-0000-4000-8000-000000000002", {
        ...{ ticket_number: "T-20251117-0041", subject: "From before", description: "x", company },
        ...{ status: "new", priority: "low", category: "general", created_at: at, updated_at: at },
      }),
    ]),
  );
}, 300_000);
afterAll(async () => {
  killServers();
  // this joins a PostgreSQL that a failed test has left running; the last process to leave stops it
  if (isPostgresUp()) await command(["migrate"], env);
  await asOwner(async (owner) => {
    for (const name of databases) await owner.query(`drop database if exists ${name} with (force)`);
  });
  rmSync(folder, { recursive: true, force: true });
});

/** A migrated database, or an empty one, on a PostgreSQL that is not Docket's own. Returns its DATABASE_URL. */
async function newDatabase(template: "template_docket" | "template0" = "template_docket"): Promise<string> {
  const name = `commands_${process.pid}_${databases.length}`;
  databases.push(name);
  await asOwner((owner) => owner.query(`create database ${name} template ${template} strategy file_copy`));
  return databaseUrl(name);
}

async function login(base: string, username: string, password = PASSWORD): Promise<Caller> {
  const { status, body } = await caller(base).post("/auth/login/", { username, password });
  expect(status).toBe(200);
  return caller(base, body.user.id, body.access);
}

const isPostgresUp = () => existsSync(join(folder, "desk/postgres/postmaster.pid"));
const passwordIn = (text: string) => /with the password (\S+?)\.?$/m.exec(text)![1]!;

describe("a command", () => {
  test.each(["serve", "migrate", "user", "import", "export", "demo"])("%s has help", async (name) => {
    const { code, out } = await command([name, "--help"], env);
    expect([code, out]).toEqual([0, expect.stringMatching(/^npm (start|run)/)]);
    expect(isPostgresUp()).toBe(false);
  });

  test.each([
    [["reticulate"], /^Unknown command reticulate\. Commands: serve, /],
    [["serve", "--fast"], /^Unknown option '--fast'/],
    [["user"], /^Usage: npm run user /],
    [["user", "ann", "--role", "King"], /^Unknown role King\. Use one of: /],
    [["import"], /^Usage: npm run import /],
    [["export"], /^Usage: npm run export /],
    [["import", "nowhere.json"], /^File not found: nowhere.json/],
    [["export", "a.json", "--app", "a.b"], /^--app must be the name of a Django app, not a\.b\./],
    [["demo", "--tickets", "many"], /^--tickets must be a whole number/],
  ])("%j is refused in one line", async (args, output) => {
    const { code, out, err } = await command(args, env);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(output);
    expect(err.trim().split("\n")).toHaveLength(1);
  });

  test("reports all problems of the settings at once, without secrets", async () => {
    const wrong = { PORT: "http", DATABASE_URL: "mysql://CANARY", SECRET_KEY: "CANARY-changeme", RATE_LIMIT: "a bit" };
    const { code, err } = await command(["serve"], { ...env, ...wrong });
    expect(code).toBe(1);
    for (const name of Object.keys(wrong)) expect(err).toContain(`  ${name} must `);
    expect(err).not.toContain("CANARY");
  });
});

// each start of a server migrates a database, which takes a while on a busy machine
describe("on the embedded PostgreSQL", { timeout: 180_000 }, () => {
  let server: Running;
  let ann: string;

  test("commands work without a server, and stop PostgreSQL when they are done", async () => {
    const added = await command(["user", "ann", "--role", "Tech"], env);
    expect([added.code, added.out]).toEqual([0, expect.stringMatching(/^Added ann with the password \S+\.\n/)]);
    // the first command on a desk without users creates the Admin, whichever command it is
    expect(added.out).toContain("\nAlso added the first Admin: admin, with ADMIN_PASSWORD.\n");
    const changed = await command(["user", "ANN", "--role", "Music"], env);
    expect([changed.code, changed.out]).toEqual([0, expect.stringMatching(/^Updated ANN with the password/)]);
    ann = passwordIn(changed.out);
    expect((await command(["migrate"], env)).out).toBe("The database is up to date.\n");
    expect(isPostgresUp()).toBe(false);
  });

  test("a folder of documents becomes articles, and refused documents are listed", async () => {
    const documents = join(folder, "documents");
    mkdirSync(join(documents, "Sound", ".hidden"), { recursive: true });
    writeFileSync(join(documents, "Sound", "volume.md"), "# Volume");
    writeFileSync(join(documents, "Sound", ".hidden", "draft.md"), "# Draft");
    writeFileSync(join(documents, "untitled.md"), "Only text");
    const result = await command(["articles", documents, "--publish"], env);
    expect([result.code, result.out]).toEqual([
      1,
      expect.stringContaining("Sound/volume.md: imported\nuntitled.md: It has no title"),
    ]);
    expect(result.out).toContain("Imported: 1. Refused: 1.\n");
    expect((await command(["articles", join(folder, "nowhere")], env)).code).toBe(2);
  });

  test("a server prints its address, and a second one reports the first", async () => {
    server = await startServer(env);
    expect(server.printed()).toContain("npm run demo");
    expect(server.printed()).not.toContain("Sign in as");
    expect((await login(server.base, "ann", ann)).id).toBeTruthy();
    expect((await (await login(server.base, "admin")).get("/auth/me/")).body.role).toBe("Admin");
    const second = await command(["serve"], env);
    expect(second.code).toBe(1);
    expect(second.err).toMatch(/^Docket is already running with this DATA_DIR \(process \d+, http:.*\)\. Stop it/);
    expect((await caller(server.base).get(`${server.base}/readyz`)).status).toBe(200);
  });

  test("commands work beside a running server, which sees their changes at once", async () => {
    const [root, imported, filled, migrated] = await Promise.all([
      command(["user", "root", "--role", "Admin", "--password", PASSWORD], env),
      command(["import", dump], env),
      command(["demo", "--tickets", "20"], env),
      command(["migrate"], env),
    ]);
    expect([root, imported, migrated].map(({ code, err }) => [code, err.replace(/^.*ing: 100%\n/gm, "")])).toEqual([
      [0, ""],
      [0, ""],
      [0, ""],
    ]);
    // either of the two commands that create tickets may run first; the demo only fills a desk without tickets
    expect([filled.code, filled.err]).toEqual(
      filled.code === 0 ? [0, expect.any(String)] : [1, expect.stringMatching(/already/)],
    );
    const { body } = await (await login(server.base, "root")).get("/tickets/?search=T-20251117-0041");
    expect(body.count).toBe(1);
  });

  test("SIGTERM lets running requests finish, ends the streams, and stops PostgreSQL", async () => {
    const admin = await login(server.base, "root");
    const { company } = await makeCompany(admin);
    const ticket = await makeTicket(admin, company.id);
    const events = await fetch(`${server.base}/api/v1/events/`, {
      headers: { authorization: `Bearer ${admin.token}` },
    });
    const body = `--b\r\ncontent-disposition: form-data; name="ticket"\r\n\r\n${ticket.id}\r\n--b\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\nall of it\r\n--b--\r\n`;
    const upload = slowly(
      server.base,
      `POST /api/v1/ticket-attachments/ HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${admin.token}\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: ${body.length}\r\n\r\n${body.slice(0, -20)}`,
    );
    const ready = slowly(server.base, "GET /readyz HTTP/1.1\r\nhost: x\r\n");
    await Promise.all([upload.isSent, ready.isSent]);
    const ended = server.stop();
    // the streams end when the server begins to stop
    await events.text();
    expect(await ready.finish("\r\n")).toMatch(/^HTTP\/1.1 503 [\s\S]*this server is stopping/);
    expect(await upload.finish(body.slice(-20))).toMatch(/^HTTP\/1.1 201 [\s\S]*"name":"a.txt"/);
    const { code, out, err } = await ended;
    expect([code, out.split("Ctrl-C to stop\n\n")[1], err]).toEqual([0, "", ""]);
    expect(isPostgresUp()).toBe(false);
  });

  test("kill -9 at any moment loses no acknowledged ticket, and a retry creates no second one", async () => {
    const sent = new Map<string, string | null>();
    const acknowledged = () => [...sent].filter(([, id]) => id !== null);
    let company = "";
    for (let round = 0; round < 3; round += 1) {
      server = await startServer(env);
      const admin = await login(server.base, "root");
      company ||= (await makeCompany(admin)).company.id;
      const create = async (token: string) => {
        const { status, body } = await admin.post(
          "/tickets/",
          { subject: token, description: "x", company },
          { "idempotency-key": token },
        );
        if (status === 201) sent.set(token, body.id);
      };
      for (const [token, id] of sent) if (id === null) await create(token);
      const writers = Array.from({ length: 4 }, async (_, writer) => {
        for (let n = 0; ; n += 1) {
          const token = `ledger-${round}-${writer}-${n}`;
          sent.set(token, null);
          await create(token);
        }
      });
      const cut = Promise.allSettled(writers);
      const before = acknowledged().length;
      await expect.poll(() => acknowledged().length).toBeGreaterThan(before);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 400));
      await server.stop("SIGKILL");
      await cut;
    }
    server = await startServer(env);
    const admin = await login(server.base, "root");
    const stored = new Map<string, string[]>();
    for (let url: string | null = `/tickets/?company=${company}&page_size=1000&fields=id,subject`; url; ) {
      const { body } = await admin.get(url);
      for (const { id, subject } of body.results) stored.set(subject, [...(stored.get(subject) ?? []), id]);
      url = body.next;
    }
    expect(acknowledged().filter(([token, id]) => stored.get(token)?.[0] !== id)).toEqual([]);
    expect([...stored].filter(([token, ids]) => ids.length > 1 || !sent.has(token))).toEqual([]);
    expect((await server.stop()).code).toBe(0);
  });
});

/** A request that is sent in two halves. */
function slowly(base: string, first: string) {
  const { hostname, port } = new URL(base);
  const socket = connect(Number(port), hostname);
  // the server reads in order, so once it answers two later requests, it has read this half
  const isSent = new Promise<void>((resolve) => socket.write(first, () => resolve()))
    .then(() => fetch(`${base}/readyz`))
    .then(() => fetch(`${base}/readyz`));
  const finish = async (rest: string) => {
    socket.write(rest);
    let text = "";
    for await (const chunk of socket) text += chunk;
    return text;
  };
  return { isSent, finish };
}

describe("on DATABASE_URL", { timeout: 180_000 }, () => {
  test("every command works, and a port in use is reported", async () => {
    const own = { ...env, DATABASE_URL: await newDatabase("template0"), DATA_DIR: join(folder, "files-only") };
    expect((await command(["migrate"], own)).out).toMatch(/^Applied 0001_accounts.sql, /);
    const imported = await command(["import", dump], own);
    expect(imported.code).toBe(0);
    expect(imported.out).toMatch(/^Importing .* into the database commands_\S+ on \S+\. Files: .*files\. Times /);
    expect(imported.out).toMatch(/\nEverything was imported\.\n/);
    const swallowed = { ...own, npm_lifecycle_event: "import", npm_config_media: "/tmp" };
    expect((await command(["import", dump], swallowed)).err).toMatch(/^npm took --media for itself\. Put -- before/);
    const verified = await command(["import", dump, "--verify"], own);
    expect([verified.code, verified.out]).toEqual([0, expect.stringMatching(/\nCompared 2 rows: no differences\.\n$/)]);
    const exported = await command(["export", join(folder, "back.json")], own);
    expect([exported.code, exported.out]).toEqual([0, expect.stringMatching(/^ticket +1$/m)]);
    const empty = join(folder, "empty.json");
    writeFileSync(empty, "[]");
    const nothing = await command(["import", empty], own);
    expect([nothing.code, nothing.out]).toEqual([1, expect.stringMatching(/\nNothing to import: [^\n]+\n$/)]);
    expect((await command(["user", "ann", "--role", "Tech", "--password", PASSWORD], own)).out).toContain(
      "Added ann.\n",
    );
    const server = await startServer(own);
    expect((await (await login(server.base, "ann")).get("/tickets/")).body.count).toBe(1);
    const port = new URL(server.base).port;
    const second = await command(["serve"], { ...own, PORT: port });
    expect([second.code, second.err]).toEqual([1, `Port ${port} is in use. Set PORT to a free one.\n`]);
    expect((await server.stop()).code).toBe(0);
    expect(existsSync(join(folder, "files-only/postgres"))).toBe(false);
    const undone = await command(["import", "--undo"], own);
    expect([undone.code, undone.out]).toEqual([
      0,
      expect.stringMatching(/^Undoing all imports into the database commands_[\s\S]*\nticket +1 deleted\n/),
    ]);
  });

  test.runIf(canMount())(
    "an import stopped by a full disk says what to do, and continues when there is space",
    async () => {
      const dataDir = mkdtempSync(join(tmpdir(), "docket-full-"));
      const own = { ...env, DATABASE_URL: await newDatabase(), DATA_DIR: dataDir };
      const file = { file: "big.txt", name: "big.txt", ticket: "00000000-0000-4000-8000-000000000002" };
      const rows = JSON.parse(readFileSync(dump, "utf8"));
      rows.push({ model: "crm_app.ticketattachment", pk: "00000000-0000-4000-8000-000000000003", fields: file });
      writeFileSync(join(folder, "with-file.json"), JSON.stringify(rows));
      mkdirSync(join(folder, "media"));
      writeFileSync(join(folder, "media/big.txt"), Buffer.alloc(2 ** 21, "a"));
      const args = ["import", join(folder, "with-file.json"), "--media", join(folder, "media")];
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", dataDir]);
      try {
        const refused = await command(args, own);
        expect([refused.code, refused.err]).toEqual([
          1,
          expect.stringMatching(/^The import needs about 258 MB on the disk of /m),
        ]);
        args.push("--ignore-disk");
        const stopped = await command(args, own);
        expect(stopped.code).toBe(1);
        expect(stopped.err).toMatch(/\nThe disk is full\. .* run the same command again to continue\.\n$/);
        execFileSync("mount", ["-o", "remount,size=16m", dataDir]);
        const whole = await command(args, own);
        expect([whole.code, whole.out]).toEqual([
          0,
          expect.stringMatching(/\nticketattachment +1 +1 .*\nEverything was/),
        ]);
      } finally {
        execFileSync("umount", [dataDir]);
        rmSync(dataDir, { recursive: true });
      }
    },
  );

  test("there is always an Admin, and an existing one is not replaced", async () => {
    const { ADMIN_PASSWORD: _, ...unset } = env as { ADMIN_PASSWORD: string };
    const own = {
      ...unset,
      DATABASE_URL: await newDatabase(),
      DATA_DIR: join(folder, "admins"),
      ADMIN_USERNAME: "chief",
      WORKER: "off",
    };
    const root = ["user", "root", "--role", "Admin", "--password", PASSWORD];
    expect((await command(root, own)).out).toBe("Added root.\n");
    const again = await command(["user", "root", "--role", "Tech", "--password", PASSWORD], own);
    expect(again.out).toMatch(
      /^Updated root\.\nThere is no active Admin\. .*: npm run user -- USERNAME --role Admin\n$/,
    );
    const server = await startServer(own);
    expect(server.printed()).toContain("npm run user -- USERNAME --role Admin");
    await server.stop();
    const other = { ...own, DATABASE_URL: await newDatabase() };
    const chief = await command(["user", "chief", "--password", PASSWORD], other);
    expect(chief.out).toBe("Added chief.\n");
    const served = await startServer(other);
    expect((await (await login(served.base, "chief")).get("/auth/me/")).body.role).toBe("Admin");
    await served.stop();
    const third = { ...own, DATABASE_URL: await newDatabase() };
    const { out } = await command(["user", "ann", "--password", PASSWORD], third);
    const begun = await startServer(third);
    const password = /Also added the first Admin: chief, with the password (\S+)\./.exec(out)![1]!;
    expect((await (await login(begun.base, "chief", password)).get("/auth/me/")).body.role).toBe("Admin");
    await begun.stop();
  });

  test("npm start -- --demo starts with sample data", async () => {
    const own = { ...env, DATABASE_URL: await newDatabase(), DATA_DIR: join(folder, "demo-files") };
    const server = await startServer(own, ["--demo"]);
    const ingrid = await login(server.base, "ingrid", passwordIn(server.printed()));
    expect((await ingrid.get("/tickets/")).body.count).toBe(200);
    await server.stop();
  });
});
