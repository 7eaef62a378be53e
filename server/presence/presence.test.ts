import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Caller, makeCompany, makeTicket, openWorld, type World, type WorldServer } from "../../test/world.ts";

let world: World;
let second: WorldServer;
let company: string;
let ticket: string;
beforeAll(async () => {
  world = await openWorld();
  second = await world.another();
  company = (await makeCompany(world.admin)).company.id;
});
afterAll(() => world.close());
beforeEach(async () => {
  ticket = (await makeTicket(world.admin, company)).id;
});

interface Person {
  user: string;
  state: string;
}
const path = () => `/tickets/${ticket}/presence/`;
const beat = (by: Caller, state = "viewing") => by.put(path(), { state });
const present = async (by: Caller): Promise<Person[]> => (await by.get(path())).body;
/** Lets this many seconds pass without a beat at the ticket. */
const silence = (seconds: number) =>
  world.database.pool.query("update presence set seen_at = seen_at - make_interval(secs => $2) where ticket = $1", [
    ticket,
    seconds,
  ]);

/** Follows the event stream; collects the presence at the ticket. */
async function follow(server: WorldServer, by: Caller) {
  const stop = new AbortController();
  const response = await fetch(`${server.base}/api/v1/events/`, {
    headers: { authorization: `Bearer ${by.token}` },
    signal: stop.signal,
  });
  const messages: { people: Person[]; hasId: boolean }[] = [];
  const reading = (async () => {
    let text = "";
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const pieces = text.split("\n\n");
      text = pieces.pop()!;
      for (const piece of pieces) {
        if (!/^event: presence$/m.test(piece)) continue;
        const data = JSON.parse(/^data: (.+)$/m.exec(piece)![1]!);
        if (data.ticket === ticket) messages.push({ people: data.people, hasId: /^id:/m.test(piece) });
      }
    }
  })().catch(() => {});
  return {
    told: messages,
    stop: () => {
      stop.abort();
      return reading;
    },
  };
}

describe("a user who has a ticket open", () => {
  test("is shown to others on every server, but not to themselves", async () => {
    expect((await beat(world.tom)).body).toEqual([]);
    const { body } = await beat(second.as(world.fay), "typing");
    const tom = { user: world.tom.id, name: "Tom Tech", role: "Tech", state: "viewing", since: expect.any(String) };
    const fay = {
      user: world.fay.id,
      name: "Fay Finance",
      role: "Finance",
      state: "typing",
      since: expect.any(String),
    };
    expect(body).toEqual([tom]);
    expect(await present(world.tom)).toEqual([fay]);
    expect(await present(world.admin)).toEqual([tom, fay]);
  });

  test("disappears at once when they leave, and after 25 seconds without a signal", async () => {
    await beat(world.tom);
    await beat(world.fay);
    expect((await world.tom.remove(path())).status).toBe(204);
    expect(await present(world.admin)).toMatchObject([{ user: world.fay.id }]);
    await silence(15);
    expect(await present(world.admin)).toHaveLength(1);
    await silence(11);
    expect(await present(world.admin)).toEqual([]);
  });

  test("keeps the start time while they do the same", async () => {
    const since = async () => (await world.admin.get(path())).body[0].since as string;
    await beat(world.tom);
    const first = await since();
    await silence(10);
    await beat(world.tom);
    expect(await since()).toBe(first);
    await beat(world.tom, "typing");
    expect(Date.parse(await since())).toBeGreaterThanOrEqual(Date.parse(first));
    expect(await since()).not.toBe(first);
  });

  test("disappears when they are deactivated", async () => {
    const { body: user } = await world.admin.post("/users/", { username: "gus", password: "correct horse battery" });
    await beat(await world.login("gus"));
    await world.admin.patch(`/users/${user.id}/`, { is_active: false });
    expect(await present(world.tom)).toEqual([]);
  });

  test("is not shown for a ticket in the trash, to unauthenticated clients, or with an unknown state", async () => {
    const refused = await beat(world.tom, "sleeping");
    expect([refused.status, refused.body]).toEqual([400, { state: ['"sleeping" is not a valid choice.'] }]);
    expect((await world.stranger.get(path())).status).toBe(401);
    await world.admin.remove(`/tickets/${ticket}/`);
    for (const { status } of [await beat(world.tom), await world.tom.get(path()), await world.tom.remove(path())])
      expect(status).toBe(404);
  });
});

describe("a follower of the live stream", () => {
  test("gets every presence change from any server, without an ID, and nothing else", async () => {
    const { told, stop } = await follow(second, world.fay);
    await beat(world.tom);
    await expect.poll(() => told).toHaveLength(1);
    for (let i = 0; i < 5; i += 1) await beat(world.tom);
    await beat(world.tom, "typing");
    await expect.poll(() => told).toHaveLength(2);
    await world.tom.remove(path());
    await expect.poll(() => told).toHaveLength(3);
    await stop();
    expect(told.map(({ people }) => people.map(({ user, state }) => [user, state]))).toEqual([
      [[world.tom.id, "viewing"]],
      [[world.tom.id, "typing"]],
      [],
    ]);
    expect(told.some(({ hasId }) => hasId)).toBe(false);
  });

  test("learns when others disappear without a signal, and is not told about itself", async () => {
    await beat(world.tom);
    await beat(world.fay);
    const { told, stop } = await follow(world, world.fay);
    await silence(26);
    await expect.poll(() => told.at(-1)?.people).toEqual([]);
    const before = told.length;
    await beat(world.fay);
    await expect.poll(() => told.length).toBeGreaterThan(before);
    expect(told.at(-1)!.people).toEqual([]);
    await stop();
  });

  test("gets updates again after the listening connection was lost", async () => {
    const { told, stop } = await follow(second, world.fay);
    await beat(world.tom);
    await expect.poll(() => told).toHaveLength(1);
    await world.database.pool.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'docket person, presence' and datname = current_database()",
    );
    await world.tom.remove(path());
    await expect.poll(() => told.at(-1)!.people).toEqual([]);
    await stop();
  });

  test("never sees an older state after a newer one, because changes are read one at a time", async () => {
    const { told, stop } = await follow(world, world.fay);
    await beat(world.tom);
    await expect.poll(() => told).toHaveLength(1);
    const holder = await world.database.pool.connect();
    await holder.query("begin; lock table users in access exclusive mode");
    const reading = async () =>
      (
        await world.database.pool.query(
          "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%from presence p join users%'",
        )
      ).rows.length;
    const other = await world.database.pool.connect();
    await other.query("select pg_notify('presence', $1)", [ticket]);
    await expect.poll(reading, { interval: 20 }).toBe(1);
    await other.query("select pg_notify('presence', $1)", [ticket]);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await reading()).toBe(1);
    await holder.query("rollback");
    holder.release();
    other.release();
    await expect.poll(() => told.length).toBe(3);
    await stop();
  });
});
