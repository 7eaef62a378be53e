import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { addReaders, runReaction } from "../events/reader.ts";
import { sendNext } from "../replies/sending.ts";
import { countWaiting } from "./apply.ts";
import { followSla } from "./follow.ts";

let world: World;
let company: string;
let contact: string;
let macro: string;
const row = (first_response: number, next_response: number, resolution: number) => ({
  first_response,
  next_response,
  resolution,
});
const targets = { low: row(60, 120, 960), medium: row(60, 120, 480), urgent: row(15, 30, 120) };

beforeAll(async () => {
  world = await openWorld({ MAIL_OUT: "hold" });
  const customer = await makeCompany(world.admin);
  [company, contact] = [customer.company.id, customer.contact.id];
  await addReaders(world.database.db, [followSla]);
  const values = { name: "Done", is_shared: true, texts: {}, changes: { status: "resolved", priority: "low" } };
  macro = (await world.admin.post("/macros/", values)).body.id;
});
afterAll(() => world.close());
beforeEach(async () => {
  await sql("delete from sla_policies");
  await world.admin.post("/sla-policies/", { name: "Everyone", clock: "always", targets, pauses_on: ["pending"] });
});

const sql = (text: string, values: unknown[] = []) => world.database.pool.query(text, values);
const follow = async () => {
  while (await runReaction(world.database.db, followSla));
};
const count = async (id: string) => {
  await sql("insert into sla_recounts (ticket) values ($1)", [id]);
  while (await countWaiting(world.database.db));
};
/** Moves what happened in a ticket into the past. */
async function age(id: string, minutes: number): Promise<void> {
  const past = `- make_interval(mins => ${minutes})`;
  await sql(`update tickets set created_at = created_at ${past} where id = $1`, [id]);
  // those of a merged ticket are in the other one
  await sql(`update comments set created_at = created_at ${past} where ticket = merged_ticket($1)`, [id]);
  for (const table of ["events", "sla_ticket_terms"])
    await sql(`update ${table} set at = at ${past} where ticket = $1`, [id]);
  await count(id);
}

const make = async (values: Record<string, unknown> = {}): Promise<string> => {
  const { id } = await makeTicket(world.fay, company, values);
  await follow();
  return id;
};
const answer = (id: string) => world.tom.post(`/tickets/${id}/add_comment/`, { text: "On my way." });
const write = async (id: string) => {
  await sql(
    `insert into comments (ticket, author_kind, author_contact, text, is_internal, via)
     values ($1, 'contact', $2, 'Still silent.', false, 'mail')`,
    [id, contact],
  );
  await count(id);
};

/** Each returns a ticket whose clocks are in a state. */
const STATES: Record<string, () => Promise<string>> = {
  "waits for a first reply": () => make(),
  "is late with the first reply": async () => {
    const id = await make();
    await age(id, 90);
    return id;
  },
  "waits for the customer": async () => {
    const id = await make();
    await answer(id);
    await follow();
    return id;
  },
  "waits for the next reply": async () => {
    const id = await make();
    await answer(id);
    await age(id, 5);
    await write(id);
    return id;
  },
  "is late with the next reply": async () => {
    const id = await make();
    await answer(id);
    await age(id, 5);
    await write(id);
    await age(id, 200);
    return id;
  },
  "is paused": async () => {
    const id = await make();
    await answer(id);
    await age(id, 5);
    await write(id);
    await age(id, 20);
    await world.tom.patch(`/tickets/${id}/`, { status: "pending" });
    await follow();
    return id;
  },
};

const change = async (body: object) => (await world.tom.post("/bulk-changes/", body)).body.id;
const bulk = (changes: object) => ({
  do: (id: string) => change({ ids: [id], changes }),
  undo: (_id: string, done: string) => world.tom.post(`/bulk-changes/${done}/undo/`, {}),
});

/** Each changes a ticket, and undoes that. */
const CHANGES: Record<string, { do(id: string): Promise<string>; undo(id: string, done: string): Promise<unknown> }> = {
  resolve: bulk({ status: "resolved" }),
  close: bulk({ status: "closed" }),
  "set to pending": bulk({ status: "pending" }),
  "set to in progress": bulk({ status: "in_progress" }),
  "make urgent": bulk({ priority: "urgent" }),
  assign: { ...bulk({}), do: (id) => change({ ids: [id], changes: { assigned_to: world.fay.id } }) },
  delete: bulk({ is_deleted: true }),
  "apply a macro": { ...bulk({}), do: (id) => change({ ids: [id], macro }) },
  merge: {
    do: async (id) => {
      await world.tom.post(`/tickets/${id}/merge/`, { into: await make() });
      return id;
    },
    undo: (id) => world.tom.post(`/tickets/${id}/unmerge/`, {}),
  },
  "reply and resolve, taken back before it is sent": {
    do: async (id) => {
      const seen = Number((await world.tom.get(`/tickets/${id}/`)).headers.get("etag")!.slice(1, -1));
      const reply = { text: "<p>Done.</p>", seen, changes: { status: "resolved" } };
      return (await world.tom.post(`/tickets/${id}/replies/`, reply)).body.id;
    },
    undo: (id, done) => world.tom.remove(`/tickets/${id}/replies/${done}/`),
  },
};

interface Shown {
  metric: string;
  state: string;
  is_paused: boolean;
  policy_version: number;
  target_seconds: number;
  started_at: string;
  stopped_at: string | null;
  due_at: string | null;
}

const since = (start: string, time: string | null) => time && (Date.parse(time) - Date.parse(start)) / 1000;
async function clocks(id: string) {
  const { state, metric, clocks, next_response_seconds } = (await world.tom.get(`/tickets/${id}/sla/`)).body;
  const ofEach = clocks.map((clock: Shown) => ({
    metric: clock.metric,
    state: clock.state,
    isPaused: clock.is_paused,
    version: clock.policy_version,
    target: clock.target_seconds,
    lasted: since(clock.started_at, clock.stopped_at),
    due: since(clock.started_at, clock.due_at),
  }));
  return { state, metric, next_response_seconds, clocks: ofEach };
}
const listed = async (id: string) => {
  const { results } = (await world.tom.get("/inbox/?page_size=200")).body;
  const { sla_state, sla_metric } = results.find((each: { id: string }) => each.id === id);
  return { sla_state, sla_metric };
};

const cases = Object.keys(STATES).flatMap((state) => Object.keys(CHANGES).map((what) => [what, state] as const));

describe("after an undo, the clocks are as if nothing had happened", () => {
  test.each(cases)("%s a ticket that %s", async (what, state) => {
    const id = await STATES[state]!();
    const before = { ...(await clocks(id)), ...(await listed(id)) };
    const { do: act, undo } = CHANGES[what]!;
    const done = await act(id);
    await follow();
    await age(id, 7);
    await undo(id, done);
    await follow();
    expect({ ...(await clocks(id)), ...(await listed(id)) }).toEqual(before);
  });

  test("with the changes that came with a reply, which stays", async () => {
    const id = await STATES["is late with the next reply"]!();
    const reply = { text: "<p>Done.</p>", changes: { status: "resolved", priority: "urgent" } };
    const seen = Number((await world.tom.get(`/tickets/${id}/`)).headers.get("etag")!.slice(1, -1));
    const { id: sent } = (await world.tom.post(`/tickets/${id}/replies/`, { ...reply, seen })).body;
    await sql("update replies set send_at = now() where id = $1", [sent]);
    while (await sendNext(world.app.docket));
    await follow();
    await age(id, 7);
    expect((await world.tom.post(`/tickets/${id}/replies/${sent}/undo_changes/`, {})).status).toBe(200);
    await follow();
    expect(await clocks(id)).toMatchObject({
      state: "on_track",
      metric: "resolution",
      clocks: [
        { metric: "first_response", state: "met" },
        { metric: "next_response", state: "breached" },
        { metric: "resolution", state: "running", due: 480 * 60 },
      ],
    });
  });

  test("also with the policy and its version, if another one applied in between", async () => {
    const id = await make();
    const urgent = { name: "Urgent", clock: "always", targets, filters: { priority: "urgent" } };
    await world.admin.post("/sla-policies/", urgent);
    const done = await change({ ids: [id], changes: { priority: "urgent" } });
    await follow();
    expect((await world.tom.get(`/tickets/${id}/sla/`)).body.clocks[0].policy_name).toBe("Urgent");
    const [everyone] = (await world.admin.get("/sla-policies/?search=Everyone")).body.results.filter(
      ({ name }: { name: string }) => name === "Everyone",
    );
    await world.admin.patch(`/sla-policies/${everyone.id}/`, { targets: { medium: row(1, 1, 1) } });
    await age(id, 7);
    await world.tom.post(`/bulk-changes/${done}/undo/`, {});
    await follow();
    const { clocks } = (await world.tom.get(`/tickets/${id}/sla/`)).body;
    expect(clocks[0]).toMatchObject({ policy_name: "Everyone", policy_version: 1, target_seconds: 3600 });
  });
});

test.each(["waits for the next reply", "is late with the next reply", "is paused"])(
  "a ticket that %s and is resolved and reopened still has to be answered",
  async (state) => {
    const id = await STATES[state]!();
    const { status } = (await world.tom.get(`/tickets/${id}/`)).body;
    const before = await listed(id);
    await world.tom.patch(`/tickets/${id}/`, { status: "resolved" });
    await follow();
    expect((await listed(id)).sla_state).toBeNull();
    await world.tom.patch(`/tickets/${id}/`, { status });
    await follow();
    expect(await listed(id)).toEqual(before);
    expect((await clocks(id)).next_response_seconds).toBeNull();
  },
);
