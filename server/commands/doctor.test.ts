import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { command } from "../../test/commands.ts";
import { openImapServer, type TestImap } from "../../test/imap-server.ts";
import { openMailServer, type TestMailServer } from "../../test/mail-server.ts";
import { openWorld, SECRET_KEY, type World } from "../../test/world.ts";
import type { Resolver } from "../mailboxes/dns.ts";
import { checkClock, checkDisks, judgeEnd, type Line } from "./checkup.ts";
import { examine } from "./doctor.ts";

let world: World;
let smtp: TestMailServer;
let imap: TestImap;
beforeAll(async () => {
  world = await openWorld({ PUBLIC_URL: "https://desk.docket.test" });
  smtp = await openMailServer({ user: { name: "support", password: "secret" } });
  imap = await openImapServer();
  await world.admin.post("/mailboxes/", {
    ...{ name: "Support", address: "support@docket.test", is_enabled: true },
    ...{ smtp_host: "127.0.0.1", smtp_port: smtp.port, smtp_security: "none" },
    ...{ smtp_username: "support", smtp_password: "secret" },
    ...{ imap_host: "127.0.0.1", imap_port: imap.port, imap_security: "none" },
    ...{ imap_username: "testuser", imap_password: "testpass" },
  });
});
afterAll(async () => {
  await imap.close();
  await smtp.close();
  await world.close();
});

const resolver: Resolver = {
  addresses: async () => ["127.0.0.1"],
  texts: async () => [],
  mailServers: async () => ["mx.docket.test"],
};

/** What the doctor prints, as name and result. */
async function diagnose(more: Record<string, string> = {}, sendsTest = false): Promise<Record<string, Line>> {
  const lines: Line[] = [];
  const env = { DATABASE_URL: world.url, DATA_DIR: world.folder, SECRET_KEY, LOG_LEVEL: "silent", ...more };
  await examine(env, { sendsTest, resolver, print: (line) => lines.push(line) });
  return Object.fromEntries(lines.map((line) => [line.name, line]));
}
const results = (lines: Record<string, Line>) =>
  Object.fromEntries(Object.entries(lines).map(([name, { result }]) => [name, result]));

describe("the doctor command", () => {
  test("checks the machine, and each mailbox up to signing in, without sending anything", async () => {
    const health = createServer((_request, response) => response.end("ok"));
    await new Promise<void>((resolve) => health.listen(0, "127.0.0.1", resolve));
    const lines = await diagnose({ PUBLIC_URL: `http://127.0.0.1:${(health.address() as AddressInfo).port}` });
    health.close();
    expect(results(lines)).toMatchObject({
      settings: "ok",
      database: "ok",
      clock: "ok",
      files: "ok",
      PUBLIC_URL: "ok",
      certificate: "skipped",
      "support@docket.test login": "ok",
      "support@docket.test imap login": "ok",
      "support@docket.test imap folder": "ok",
      "support@docket.test mx": "ok",
      "support@docket.test spf": "warning",
    });
    expect(Object.keys(lines)).toContain("disk");
    expect(smtp.to("support@docket.test")).toEqual([]);
    expect((await diagnose({}, true))["support@docket.test roundtrip"]).toMatchObject({ result: "ok" });
    expect(smtp.to("support@docket.test")).toHaveLength(1);
  });

  test("reports what fails and continues with the rest", async () => {
    const lines = await diagnose({ PUBLIC_URL: "http://127.0.0.1:9", SECRET_KEY: `another ${SECRET_KEY}` });
    expect(lines.PUBLIC_URL).toMatchObject({
      result: "failed",
      detail: expect.stringContaining("could not be reached"),
    });
    expect(lines["support@docket.test settings"]).toMatchObject({
      result: "failed",
      detail: expect.stringContaining("SECRET_KEY has changed"),
    });
    await world.database.pool.query("delete from migrations where name like '0200%'");
    const behind = await diagnose();
    await world.database.pool.query("insert into migrations (name, sha256) values ('0200_imap.sql', '')");
    expect(behind.database).toMatchObject({ result: "failed", detail: expect.stringContaining("0200_imap.sql") });
  });

  test("reports that the database is unavailable", async () => {
    const lines = await diagnose({ DATABASE_URL: "postgres://docket@127.0.0.1:9/docket" });
    expect(lines.database).toMatchObject({ result: "failed", detail: expect.stringContaining("ECONNREFUSED") });
    expect(lines.files).toMatchObject({ result: "ok" });
  });

  test("exits with code 1 if a check fails, and names the setting in one line", async () => {
    const { code, out } = await command(["doctor"], { PORT: "none" });
    expect([code, out]).toEqual([1, expect.stringMatching(/^FAILED {3}settings: PORT must be a whole number/)]);
  });
});

describe("a clock that is", () => {
  test.each([
    [0, "ok"],
    [-10, "warning"],
    [90, "failed"],
  ])("%i s away from the database's clock is reported as %s", async (seconds, result) => {
    const finding = await checkClock(world.database, () => Date.now() + seconds * 1000);
    expect(finding.result).toBe(result);
  });
});

test.each([
  [60, "ok"],
  [10, "warning"],
  [1, "failed"],
  [-3, "failed"],
])("a certificate that ends in %i days is reported as %s", (days, result) =>
  expect(judgeEnd(new Date(days * 86_400_000 + 1), 0).result).toBe(result),
);

test.each([
  [{}, "skipped"],
  [{ database: 5e9 }, "ok"],
  [{ database: 5e9, files: 5e8 }, "warning"],
  [{ files: 1e8 }, "failed"],
])("disks with %j are reported as %s", (free, result) => expect(checkDisks(free).result).toBe(result));
