import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Caller, makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { addReaders, runReaction } from "../events/reader.ts";
import { endDueSnoozes, endSnoozesOnReply } from "./snoozes.ts";

let world: World;
let harbour: Awaited<ReturnType<typeof makeCompany>>;
beforeAll(async () => {
  world = await openWorld();
  harbour = await makeCompany(world.admin, "Harbour Hotel");
});
afterAll(() => world.close());

const TOMORROW = new Date(Date.now() + 86_400_000).toISOString();
const make = (subject: string) =>
  makeTicket(world.fay, harbour.company.id, { subject, contact: harbour.contact.id, assigned_to: world.tom.id });
const listed = async (query: string, by: Caller = world.tom) =>
  (await by.get(`/inbox/?fields=subject&${query}`)).body.results.map(({ subject }: { subject: string }) => subject);
const snooze = async (id: string, values: Record<string, unknown>, by: Caller = world.tom) =>
  (await by.put(`/tickets/${id}/snooze/`, values)).body;
const snoozeOf = async (id: string, by: Caller = world.tom) => (await by.get(`/tickets/${id}/snooze/`)).body;
/** Makes this much time pass for a snooze. */
const passDay = (id: string) =>
  world.database.pool.query("update snoozes set until = until - interval '2 days' where ticket = $1", [id]);

describe("a snooze", () => {
  test("hides a ticket from its user's views only, until its time", async () => {
    const { id } = await make("Put aside");
    expect(await snooze(id, { until: TOMORROW })).toMatchObject({ ticket: id, until_reply: false, ended_at: null });
    expect(await listed("assigned_to=me&snoozed=false")).not.toContain("Put aside");
    expect(await listed("snoozed=true")).toEqual(["Put aside"]);
    expect(await listed("assigned_to=me")).toContain("Put aside");
    expect(await listed("snoozed=false", world.fay)).toContain("Put aside");
    expect(await listed("snoozed=true", world.fay)).toEqual([]);
    expect((await snoozeOf(id, world.fay)).created_at).toBeNull();
    expect((await world.tom.get(`/tickets/${id}/`)).body.status).toBe("new");
    await passDay(id);
    expect(await listed("assigned_to=me&snoozed=false")).toContain("Put aside");
    const [row] = (await world.tom.get("/inbox/?q=aside")).body.results;
    expect(row.snooze).toMatchObject({ is_over: true, is_reminder: false });
    expect((await snoozeOf(id)).ended_at).not.toBeNull();
    await world.tom.remove(`/tickets/${id}/snooze/`);
    expect((await world.tom.get("/inbox/?q=aside")).body.results[0].snooze).toBeNull();
  });

  test("as a reminder does not hide the ticket", async () => {
    const { id } = await make("Remember me");
    await snooze(id, { until: TOMORROW, is_reminder: true });
    expect(await listed("assigned_to=me&snoozed=false")).toContain("Remember me");
    expect(await listed("snoozed=true")).toContain("Remember me");
  });

  test("ends when the customer replies, not when an agent does", async () => {
    const { id } = await make("Waits for an answer");
    await addReaders(world.database.db, [endSnoozesOnReply]);
    const react = async () => {
      while (await runReaction(world.database.db, endSnoozesOnReply));
    };
    await snooze(id, { until_reply: true });
    await world.fay.post(`/tickets/${id}/add_comment/`, { text: "Any news?" });
    await react();
    expect((await snoozeOf(id)).ended_at).toBeNull();
    await world.database.pool.query(
      `with c as (insert into comments (ticket, text, author_kind, author_contact) values ($1, 'It plays again.', 'contact', $2) returning id)
       insert into events (kind, actor, actor_kind, ticket, about) select 'comment.added', $2, 'contact', $1, id from c`,
      [id, harbour.contact.id],
    );
    await react();
    expect((await snoozeOf(id)).ended_at).not.toBeNull();
    expect(await listed("snoozed=true")).not.toContain("Waits for an answer");
  });

  test("notifies its user once when it is due, and leaves no trace on the ticket", async () => {
    const { id } = await make("Due now");
    const { results } = (await world.tom.get(`/tickets/${id}/timeline/`)).body;
    await snooze(id, { until: TOMORROW });
    await passDay(id);
    await endDueSnoozes(world.database.db);
    await endDueSnoozes(world.database.db);
    const { rows } = await world.database.pool.query(
      "select about, is_quiet from events where kind = 'snooze.ended' and changes #>> '{ticket,1}' = $1",
      [id],
    );
    expect(rows).toEqual([{ about: world.tom.id, is_quiet: false }]);
    expect((await world.tom.get(`/tickets/${id}/timeline/`)).body.results).toEqual(results);
  });

  test("needs an end in the future", async () => {
    const { id } = await make("Endless");
    const { status, body } = await world.tom.put(`/tickets/${id}/snooze/`, {});
    expect([status, body]).toEqual([400, { until: ["Send a time, or set `until_reply`."] }]);
    const past = await world.tom.put(`/tickets/${id}/snooze/`, { until: "2020-01-01T00:00:00Z" });
    expect([past.status, past.body]).toEqual([400, { until: ["Choose a time in the future."] }]);
  });
});
