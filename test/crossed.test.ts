import { readdirSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase } from "../server/platform/database.ts";
import { hashPassword } from "../server/users/passwords.ts";
import { LOCK_WAITERS } from "./databases.ts";
import { makeCompany, makeTicket, openWorld, PASSWORD, type TestReply, type World } from "./world.ts";

// Two concurrent requests: one deletes something in an open transaction. The other waits for it and then finds nothing.

let world: World;
let place: Awaited<ReturnType<typeof makeCompany>>;
beforeAll(async () => {
  world = await openWorld();
  place = await makeCompany(world.admin, "Harbour Hotel");
});
afterAll(() => world.close());

/** Sends a request while a transaction holds a lock, and ends the transaction once the request waits. */
async function against(request: () => Promise<TestReply>, text: string, values: unknown[]): Promise<TestReply> {
  const other = await world.database.pool.connect();
  try {
    await other.query("begin");
    await other.query(text, values);
    const answer = request();
    await expect
      .poll(async () => (await world.database.pool.query(LOCK_WAITERS)).rows.length, { interval: 10 })
      .toBeGreaterThan(0);
    await other.query("commit");
    return await answer;
  } finally {
    other.release();
  }
}

const missing = (id: string) => [`Invalid pk "${id}" - object does not exist.`];
const ticketOf = (values: Record<string, unknown>) =>
  world.tom.post("/tickets/", { subject: "s", description: "d", company: place.company.id, ...values });

test("a ticket for a contact that is deleted at the same time is refused with a clear error", async () => {
  const { id } = place.contact;
  const reply = await against(() => ticketOf({ contact: id }), "delete from contacts where id = $1", [id]);
  expect([reply.status, reply.body]).toEqual([400, { contact: missing(id) }]);
});

test("no ticket remains in a company that is deleted at the same time", async () => {
  const other = (await makeCompany(world.admin)).company.id;
  const trash = "update companies set deleted_at = now() where id = $1";
  const ticket = await makeTicket(world.tom, place.company.id);
  const moved = await against(() => world.tom.patch(`/tickets/${ticket.id}/`, { company: other }), trash, [other]);
  expect([moved.status, moved.body]).toEqual([400, { company: missing(other) }]);
  const last = (await makeCompany(world.admin)).company.id;
  const created = await against(() => ticketOf({ company: last }), trash, [last]);
  expect([created.status, created.body]).toEqual([400, { company: missing(last) }]);
});

test("an upload to a ticket that is deleted at the same time stores nothing", async () => {
  const { id } = await makeTicket(world.tom, place.company.id);
  const upload = () => {
    const form = new FormData();
    form.append("ticket", id);
    form.append("file", new Blob(["a plan"]), "plan.txt");
    return world.tom.post("/ticket-attachments/", form);
  };
  const reply = await against(upload, "update tickets set deleted_at = now() where id = $1", [id]);
  expect(reply.status).toBe(404);
  const plans = () => readdirSync(world.folder, { recursive: true }).filter((each) => String(each).endsWith(".txt"));
  await expect.poll(plans).toEqual([]);
});

test("a sign-in with the old password during its change neither counts nor restores it", async () => {
  const old = (await world.database.pool.query("select password from users where id = $1", [world.fay.id])).rows[0];
  const changed = await hashPassword("another long password");
  const login = () => world.stranger.post("/auth/login/", { username: "fay", password: PASSWORD });
  const change = "update users set password = $2 where id = $1";
  const reply = await against(login, change, [world.fay.id, changed]);
  expect([reply.status, reply.body]).toEqual([400, { non_field_errors: ["Invalid credentials"] }]);
  const { rows } = await world.database.pool.query("select password from users where id = $1", [world.fay.id]);
  expect(rows[0].password).toBe(changed);
  expect(rows[0].password).not.toBe(old.password);
});

test("a ticket that stays locked is reported as busy, even with an Idempotency-Key", async () => {
  const { id } = await makeTicket(world.tom, place.company.id);
  const other = await world.database.pool.connect();
  await other.query("begin");
  await other.query("select 1 from tickets where id = $1 for update", [id]);
  const server = await world.serve(openDatabase({ connectionString: world.url }, { size: 2, patience: 0.1 }));
  const { patch } = server.as(world.tom);
  const reply = await patch(`/tickets/${id}/`, { priority: "low" }, { "idempotency-key": "busy" });
  await other.query("rollback");
  other.release();
  expect([reply.status, reply.headers.get("retry-after")]).toEqual([503, expect.any(String)]);
});
