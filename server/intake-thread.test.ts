import { getPriority } from "node:os";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Inlet, openInlet, source } from "../test/incoming.ts";
import { openWorld, SECRET_KEY, type World } from "../test/world.ts";
import { readConfig } from "./config.ts";
import { startIntakeThread, type ThreadData } from "./intake-thread.ts";

let world: World;
let inlet: Inlet;
beforeAll(async () => {
  world = await openWorld();
  inlet = await openInlet(world);
});
afterAll(() => world.close());

const dataOf = (): ThreadData => {
  const { host, port, user, database } = world.database.pool.options as never;
  return {
    config: readConfig({ DATA_DIR: world.folder, LOG_LEVEL: "fatal" }),
    secretKey: SECRET_KEY,
    connection: { host, port, user, database },
    isEmbedded: true,
    folders: { files: world.folder },
  };
};

const rows = async (text: string) => (await world.database.pool.query(text)).rows;
const statesOf = async () =>
  (await rows("select state, outcome from incoming_emails order by serial")).map(
    ({ state, outcome }) => outcome ?? state,
  );

test("emails become tickets in a thread, whose connections have a lower priority", { timeout: 120_000 }, async () => {
  const before = new Set((await rows("select pid from pg_stat_activity")).map(({ pid }) => pid));
  const stop = startIntakeThread(world.app.intake, dataOf());
  for (const name of ["ann", "bob"]) await inlet.post(source({ From: `${name}@thread.test` }), { ip: null });
  await expect.poll(statesOf, { timeout: 100_000 }).toEqual(["ticket", "ticket"]);
  const own = await rows("select pid from pg_stat_activity where datname = current_database()");
  const lower = own.filter(({ pid }) => !before.has(pid) && getPriority(pid) > getPriority());
  if (process.platform === "linux") expect(lower.length).toBeGreaterThan(0);
  await stop();
  const left = new Set((await rows("select pid from pg_stat_activity")).map(({ pid }) => pid));
  expect(lower.filter(({ pid }) => left.has(pid))).toEqual([]);
});

test("a ticket that the thread opens is cached by the server", async () => {
  const statementsOf = async () => {
    const before = world.database.statementCount();
    await world.admin.get("/tickets/?page_size=2");
    return world.database.statementCount() - before;
  };
  // the counts are added up and the user is looked up; no ticket is cached by it
  await world.admin.get("/tickets/?page_size=2&omit=nothing");
  const first = await statementsOf();
  expect(first).toBe(await statementsOf());
});

test("a thread that fails is replaced, and loses no email", { timeout: 120_000 }, async () => {
  const data = dataOf();
  const failing = { ...data, secretKey: null as never };
  const failures: string[] = [];
  const { intake } = world.app;
  const log = Object.assign(Object.create(intake.log), { error: (_: object, text: string) => failures.push(text) });
  const stop = startIntakeThread({ ...intake, log }, failing);
  await inlet.post(source({ From: "cat@thread.test" }), { ip: null });
  await expect.poll(() => failures.length, { timeout: 100_000 }).toBeGreaterThan(0);
  expect(failures[0]).toBe("the thread of incoming emails failed; it is replaced");
  failing.secretKey = data.secretKey as never;
  await expect.poll(statesOf, { timeout: 100_000 }).toEqual(["ticket", "ticket", "ticket"]);
  await stop();
});
