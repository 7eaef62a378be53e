import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { sendReplies } from "../emails/reply-emails.ts";
import { addReaders, runReaction } from "../events/reader.ts";
import { sendNext } from "../replies/sending.ts";
import { followSla } from "./follow.ts";

let world: World;
let company: string;
let contact: string;
const emails = sendReplies({ mailOut: "on", undoMs: 0 } as never);
const day = [["09:00", "18:00"]];
const windows = Object.fromEntries(["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map((name) => [name, day]));
const hours = { name: "Office", time_zone: "Asia/Bangkok", windows };
const targets = { medium: { first_response: 60, next_response: 120, resolution: 480 } };
interface Part {
  from: string;
  to: string;
  because: string;
  seconds: number;
}

beforeAll(async () => {
  world = await openWorld();
  const customer = await makeCompany(world.admin);
  [company, contact] = [customer.company.id, customer.contact.id];
  await addReaders(world.database.db, [followSla, emails]);
});
afterAll(() => world.close());
beforeEach(() => sql("delete from sla_policies"));

const sql = (text: string, values: unknown[] = []) => world.database.pool.query(text, values);
const follow = async () => {
  while (await runReaction(world.database.db, followSla));
};
const sla = async (id: string) => (await world.tom.get(`/tickets/${id}/sla/`)).body;
const make = async (values: Record<string, unknown> = {}): Promise<string> => {
  const { id } = await makeTicket(world.fay, company, values);
  await follow();
  return id;
};

test("the first response is met when a reply is sent, not while it waits, nor if it is undone or refused", async () => {
  await world.admin.post("/sla-policies/", { name: "Always", clock: "always", targets });
  const id = await make();
  const first = async () => {
    while (await sendNext(world.app.docket));
    await follow();
    return (await sla(id)).clocks[0].state;
  };
  const reply = async () => {
    const version = Number((await world.tom.get(`/tickets/${id}/`)).headers.get("etag")!.slice(1, -1));
    return (await world.tom.post(`/tickets/${id}/replies/`, { text: "<p>On my way.</p>", seen: version })).body.id;
  };
  const timePasses = () => sql("update replies set send_at = now() where ticket = $1 and state = 'waiting'", [id]);
  const undone = await reply();
  expect(await first()).toBe("running");
  expect((await world.tom.remove(`/tickets/${id}/replies/${undone}/`)).status).toBeLessThan(300);
  await timePasses();
  expect(await first()).toBe("running");
  // a reply in a ticket that is in the trash by then returns to its author
  await reply();
  await world.admin.remove(`/tickets/${id}/`);
  await timePasses();
  while (await sendNext(world.app.docket));
  expect((await world.admin.post(`/tickets/${id}/restore/`)).status).toBe(200);
  expect(await first()).toBe("running");
  await reply();
  await timePasses();
  expect(await first()).toBe("met");
});

test("an account tells how the time until the target is going to count, and what the next message gets", async () => {
  const calendar = (await world.admin.post("/calendars/", hours)).body.id;
  await world.admin.post("/sla-policies/", { name: "Office", clock: "business", calendar, targets });
  const id = await make();
  const before = await sla(id);
  const [clock] = before.clocks as { ahead: Part[]; due_at: string; target_seconds: number; counted_seconds: number }[];
  const open = clock!.ahead.filter(({ because }) => because === "open_hours");
  expect(open.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(clock!.target_seconds - clock!.counted_seconds);
  expect([clock!.ahead[0]!.from, clock!.ahead.at(-1)!.to]).toEqual([before.at, clock!.due_at]);
  expect(before.next_response_seconds).toBeNull();
  await world.tom.post(`/tickets/${id}/add_comment/`, { text: "On my way." });
  await world.tom.patch(`/tickets/${id}/`, { status: "pending" });
  await follow();
  const after = await sla(id);
  expect([after.next_response_seconds, after.clocks[0].ahead, after.clocks[1].ahead]).toEqual([7200, [], []]);
});

test("an account says that the email with an answer waits or is held, until it is sent", async () => {
  await world.admin.post("/sla-policies/", { name: "Always", clock: "always", targets });
  const id = await make({ contact });
  const [clock] = (await sla(id)).clocks;
  expect(clock).toMatchObject({ state: "running", is_answer_unsent: false });
  await world.tom.post(`/tickets/${id}/add_comment/`, { text: "On my way." });
  // the desk has no mailbox
  while (await runReaction(world.database.db, emails));
  await follow();
  const first = async () => {
    const { state, is_answer_unsent } = (await sla(id)).clocks[0];
    return [state, is_answer_unsent];
  };
  expect(await first()).toEqual(["met", true]);
  const becomes = (state: string, minutes = 0) =>
    sql(
      `update outgoing_emails set state = $2, created_at = now() - make_interval(mins => $3)
       where ticket = $1 and kind = 'reply'`,
      [id, state, minutes],
    );
  for (const [state, minutes, isUnsent] of [
    ["waiting", 0, false],
    ["waiting", 2, true],
    ["deferred", 2, true],
    ["accepted", 2, false],
  ] as const) {
    await becomes(state, minutes);
    expect([state, minutes, ...(await first())]).toEqual([state, minutes, "met", isUnsent]);
  }
});
