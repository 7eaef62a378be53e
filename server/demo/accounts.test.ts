import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { query } from "../platform/database.ts";
import { demoAccounts as accountsOf, keepDemoPassword } from "./accounts.ts";
import { createUsers } from "./desk.ts";

const dataDir = mkdtempSync(join(tmpdir(), "docket-demo-"));
let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(async () => {
  rmSync(dataDir, { recursive: true });
  await world.close();
});
const demoAccounts = (config: Parameters<typeof accountsOf>[1], isDemo: boolean) =>
  accountsOf(world.database.db, config, isDemo);
const local = { host: "127.0.0.1", publicUrl: null, dataDir };

test("the demo accounts are offered only on a loopback host", async () => {
  expect(await demoAccounts(local, true)).toBeNull();
  await keepDemoPassword(dataDir, "so much music");
  expect(statSync(join(dataDir, "demo-password")).mode & 0o777).toBe(0o600);
  const accounts = await demoAccounts(local, true);
  expect(accounts).toMatchObject({ password: "so much music" });
  expect(accounts?.users[0]).toEqual({ username: "ingrid", name: "Ingrid Aasen", role: "Admin", ticket: null });
  expect(await demoAccounts({ ...local, host: "::1" }, true)).not.toBeNull();
  expect(await demoAccounts(local, false)).toBeNull();
  for (const host of ["0.0.0.0", "::", "10.0.0.7", "127.example.com", ""])
    expect(await demoAccounts({ ...local, host }, true), host).toBeNull();
  expect(await demoAccounts({ ...local, publicUrl: "https://desk.example.com" }, true)).toBeNull();
  for (const publicUrl of ["http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000"])
    expect(await demoAccounts({ ...local, publicUrl }, true), publicUrl).not.toBeNull();
});

test("a demo account opens its own ticket with the most customer messages, or anyone's if it has none", async () => {
  const { db } = world.database;
  await createUsers(db, "so much music");
  const [mateo] = await query<{ id: string }>(db, "select id from users where username = 'mateo'");
  const { company, contact } = await makeCompany(world.tom);
  const quiet = await makeTicket(world.tom, company.id, { assigned_to: mateo!.id });
  const own = await makeTicket(world.tom, company.id, { assigned_to: mateo!.id });
  const lively = await makeTicket(world.tom, company.id);
  const resolved = await makeTicket(world.tom, company.id, { assigned_to: mateo!.id });
  for (const [ticket, n] of [
    [quiet, 1],
    [own, 2],
    [lively, 3],
    [resolved, 4],
  ] as const)
    await query(
      db,
      `insert into comments (ticket, text, author_kind, author_contact)
       select $1, 'It is silent again.', 'contact', $2 from generate_series(1, $3)`,
      [ticket.id, contact.id, n],
    );
  await world.tom.patch(`/tickets/${resolved.id}/`, { status: "resolved" });
  const accounts = await demoAccounts(local, true);
  const opens = (name: string) => accounts?.users.find(({ username }) => username === name)?.ticket;
  expect(opens("mateo")).toBe(own.id);
  expect(opens("hana")).toBe(lively.id);
  await query(db, "update users set last_login = now() where username = 'hana'");
  const later = await demoAccounts(local, true);
  expect(later?.users.map(({ ticket }) => ticket)).toEqual(later?.users.map(() => null));
});
