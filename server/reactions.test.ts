import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeCompany, makeTicket, openWorld, type World } from "../test/world.ts";
import { addComment } from "./comments/comments.ts";
import { concerns, moveIdleReaders, readNews } from "./events/news.ts";
import {
  addReaders,
  causedBy,
  endBelow,
  MAX_DEPTH,
  type Reaction,
  type ReadEvent,
  runReaction,
  STEPS,
} from "./events/reader.ts";
import { restartEvents } from "./events/restart.ts";
import { query, transact } from "./platform/database.ts";
import { openLog } from "./platform/log.ts";
import { readStableXid } from "./platform/stable-xid.ts";
import { startReactions } from "./reactions.ts";

let world: World;
let company: string;
let reaction: Reaction;
beforeAll(async () => {
  world = await openWorld();
  company = (await makeCompany(world.admin)).company.id;
  await world.database.pool.query("create table effects (reader text, event bigint)");
});
afterAll(() => world.close());

/** A reaction that writes a row for each event; a new one each time, starting at the last event. */
const reactionOf = (react: (event: ReadEvent) => void = () => {}, when = ["ticket.created"]): Reaction => {
  const name = `test ${randomUUID()}`;
  return {
    name,
    when,
    react: async (db, event) => {
      await query(db, "insert into effects values ($1, $2)", [name, event.id]);
      react(event);
    },
  };
};
beforeEach(async () => {
  reaction = reactionOf();
  await addReaders(world.database.db, [reaction]);
});

const { run, effects, make } = {
  run: async (each = reaction, db = world.database.db) => {
    while (await runReaction(db, each));
  },
  effects: async (name = reaction.name): Promise<number[]> =>
    (await world.database.pool.query("select event from effects where reader = $1 order by event", [name])).rows.map(
      ({ event }: { event: number }) => event,
    ),
  make: async (n = 1) => {
    const ids: string[] = [];
    for (let i = 0; i < n; i += 1) ids.push((await makeTicket(world.tom, company)).id);
    const { rows } = await world.database.pool.query(
      "select id from events where ticket = any($1::uuid[]) and kind = 'ticket.created' order by id",
      [ids],
    );
    return { tickets: ids, events: rows.map(({ id }: { id: number }) => id) };
  },
};

describe("a reaction", () => {
  test("runs once for each event of its kinds, in order, and for none from before it existed", async () => {
    const { tickets, events } = await make(3);
    await world.tom.patch(`/tickets/${tickets[0]}/`, { priority: "low" });
    await run();
    expect(await effects()).toEqual(events);
    await run();
    expect(await effects()).toEqual(events);
    const late = reactionOf();
    await addReaders(world.database.db, [late, reaction]);
    await run(late);
    expect(await effects(late.name)).toEqual([]);
  });

  test.each(STEPS)("takes effect once although its server died right after it had %s", async (step) => {
    const { events } = await make(2);
    let left = 2;
    const die = (at: string) => {
      if (at === step && left-- > 0) throw new Error(`died at ${step}`);
    };
    for (let tries = 0; tries < 10; tries += 1) {
      await runReaction(world.database.db, reaction, die).catch(() => {});
      await world.database.pool.query("update event_readers set next_try_at = now() where name = $1", [reaction.name]);
    }
    expect(left).toBeLessThan(1);
    expect(await effects()).toEqual(events);
  });

  test("takes effect once although its connection was lost before the commit", async () => {
    const { events } = await make(1);
    const cut = async (at: string) => {
      if (at !== "moved") return;
      const { rowCount } = await world.database.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and state = 'idle in transaction' and query like '%event_readers%'`,
      );
      expect(rowCount).toBe(1);
    };
    await expect(runReaction(world.database.db, reaction, cut)).rejects.toThrow();
    expect(await effects()).toEqual([]);
    await world.database.pool.query("update event_readers set next_try_at = now() where name = $1", [reaction.name]);
    await run();
    expect(await effects()).toEqual(events);
  });

  test("takes effect once however many servers look for work", async () => {
    const servers = await Promise.all([world.another(), world.another()]);
    const log = openLog("silent");
    const stops = [world, ...servers].map(({ app }) => startReactions(app.docket.db, log, [reaction]));
    const { events } = await make(20);
    await expect.poll(async () => (await effects()).length).toBe(events.length);
    await Promise.all(stops.map((stop) => stop()));
    expect(await effects()).toEqual(events);
  });

  test("takes effect once for each event when it handles many at once", async () => {
    const { events } = await make(3);
    const sizes: number[] = [];
    reaction.reactToAll = async (db, all) => {
      sizes.push(all.length);
      for (const event of all) await reaction.react(db, event);
    };
    await run();
    expect(await effects()).toEqual(events);
    expect(sizes).toEqual([3]);
  });

  test("handles each event alone after it has failed on many at once", async () => {
    const { events } = await make(3);
    reaction.reactToAll = async (db, all) => {
      await reaction.react(db, all[0]!);
      await query(db, "select 1 / 0");
    };
    await run();
    expect(await effects()).toEqual(events);
  });

  test("skips past events of other kinds without missing its own", async () => {
    const { tickets, events } = await make(2);
    const comments = reactionOf(undefined, ["comment.added"]);
    await addReaders(world.database.db, [comments]);
    for (let at = 0; at < 3; at += 1) await world.tom.patch(`/tickets/${tickets[0]}/`, { subject: `Subject ${at}` });
    await world.tom.post(`/tickets/${tickets[1]}/add_comment/`, { text: "hello" });
    expect(await runReaction(world.database.db, comments)).toBe(true);
    expect(await effects(comments.name)).toHaveLength(1);
    await run();
    expect(await effects()).toEqual(events);
  });

  test("reads transactions by the value of their numbers, not by their digits", async () => {
    const { rows } = await world.database.pool.query(
      `insert into events (xid, kind, triggers_reactions)
       values ('100', 'ticket.created', true), ('99', 'ticket.created', true)
       returning id`,
    );
    await world.database.pool.query("update event_readers set xid = '98', id = 0 where name = $1", [reaction.name]);
    const order: number[] = [];
    const { name, when } = reaction;
    await run({ name, when, react: async (_db, { id }) => void order.push(id) });
    expect(order.slice(0, 2)).toEqual([rows[1].id, rows[0].id]);
  });

  test("that fails delays neither earlier events nor, in the end, later ones", async () => {
    const { events } = await make(3);
    const failing = reactionOf((event) => {
      if (event.id === events[1]) throw new Error("cannot");
    });
    await world.database.pool.query(
      "insert into event_readers (name, xid, id) select $1, xid, id from event_readers where name = $2",
      [failing.name, reaction.name],
    );
    const tries: number[][] = [];
    for (let i = 0; i < 14; i += 1) {
      await run(failing).catch(() => {});
      tries.push(await effects(failing.name));
      await world.database.pool.query("update event_readers set next_try_at = now() where name = $1", [failing.name]);
    }
    expect(tries[0]).toEqual([]);
    expect(tries[1]).toEqual([events[0]]);
    expect(tries.at(-1)).toEqual([events[0], events[2]]);
    const { rows } = await world.database.pool.query("select event, error from skipped_events where reader = $1", [
      failing.name,
    ]);
    expect(rows).toEqual([{ event: events[1], error: "cannot" }]);
  });

  test("waits for an earlier transaction of this database, so that no event is missed", async () => {
    const client = await world.database.pool.connect();
    await client.query("begin");
    await client.query("insert into events (kind, triggers_reactions) values ('ticket.created', true)");
    const { events } = await make(1);
    await run();
    expect(await effects()).toEqual([]);
    await client.query("commit");
    client.release();
    await run();
    expect(await effects()).toHaveLength(2);
    expect(await effects()).toContain(events[0]);
  });

  test("that causes events of its own kind comes to an end", async () => {
    const { tickets } = await make(1);
    const chain: Reaction = {
      name: "chain",
      when: ["comment.added"],
      react: async (db, event) => void (await addComment(db, causedBy(event, "Echo"), event.ticket!, "again", true)),
    };
    await addReaders(world.database.db, [chain]);
    await world.tom.post(`/tickets/${tickets[0]}/add_comment/`, { text: "hello" });
    await run(chain);
    const { rows } = await world.database.pool.query(
      "select depth, actor_kind, actor_name, cause is not null as is_caused from events where ticket = $1 and kind = 'comment.added' order by id",
      [tickets[0]],
    );
    expect(rows.map(({ depth }: { depth: number }) => depth)).toEqual(
      Array.from({ length: MAX_DEPTH + 1 }, (_, i) => i),
    );
    expect(rows.at(-1)).toEqual({ depth: MAX_DEPTH, actor_kind: "automation", actor_name: "Echo", is_caused: true });
  });
});

describe("no reaction starts because of", () => {
  const all = ["ticket.created", "ticket.updated", "ticket.deleted", "ticket.restored", "ticket.undone"];
  const reactedTo = async (act: () => Promise<unknown>) => {
    const every = reactionOf(undefined, all);
    await addReaders(world.database.db, [every]);
    await act();
    await run(every);
    return (await effects(every.name)).length;
  };

  test("a bulk change and its undo, unless the user asks for it", async () => {
    const { tickets } = await make(2);
    const change = async (body: object) => {
      const { body: bulk } = await world.tom.post("/bulk-changes/", { ids: tickets, ...body });
      return bulk.id as string;
    };
    let id = "";
    expect(await reactedTo(async () => (id = await change({ changes: { priority: "low" } })))).toBe(0);
    expect(await reactedTo(() => world.tom.post(`/bulk-changes/${id}/undo/`))).toBe(0);
    expect(await reactedTo(() => change({ changes: { priority: "high" }, notify: true }))).toBe(2);
    expect(await reactedTo(() => change({ changes: { is_deleted: true } }))).toBe(0);
  });

  test("events that came with a restored database", async () => {
    await make(2);
    await transact(world.database.db, restartEvents);
    expect(await runReaction(world.database.db, reaction)).toBe(false);
    expect(await effects()).toEqual([]);
    const { events } = await make(1);
    await run();
    expect(await effects()).toEqual(events);
  });
});

describe("the event readers of a server", () => {
  let db: World["database"]["db"];
  beforeAll(() => {
    ({ db } = world.database);
  });
  const readPosition = async ({ name }: Reaction) =>
    (await world.database.pool.query("select xid, id from event_readers where name = $1", [name])).rows[0];

  test("skip events of other kinds, unless one waits to be retried", async () => {
    const [idle, failing] = [reactionOf(undefined, ["comment.added"]), reactionOf(undefined, ["comment.added"])];
    await addReaders(db, [idle, failing]);
    const { events } = await make(1);
    await world.database.pool.query("update event_readers set failed_event = $2 where name = $1", [
      failing.name,
      events[0],
    ]);
    const before = await readPosition(failing);
    const stable = await readStableXid(db);
    await moveIdleReaders(db, [idle.name, failing.name], endBelow(stable));
    expect(await readPosition(idle)).toEqual({ xid: String(stable - 1n), id: Number.MAX_SAFE_INTEGER });
    expect(await readPosition(failing)).toEqual(before);
    await moveIdleReaders(db, [idle.name], { xid: "1", id: 1 });
    expect((await readPosition(idle)).xid).toBe(String(stable - 1n));
  });

  test("run when there is an unread event for them", async () => {
    const start = endBelow(await readStableXid(db));
    const { tickets } = await make(1);
    await world.tom.post("/bulk-changes/", { ids: tickets, changes: { priority: "low" } });
    const stable = await readStableXid(db);
    const { kinds, position, isEnd } = await readNews(db, start, stable);
    expect({ position, isEnd }).toEqual({ position: endBelow(stable), isEnd: true });
    const [created, changed] = [reactionOf(), reactionOf(undefined, ["ticket.updated"])];
    expect(concerns(kinds, created, 0n)).toBe(true);
    expect(concerns(kinds, created, stable)).toBe(false);
    // a bulk change starts no reactions, but is bookkeeping
    expect(concerns(kinds, changed, 0n)).toBe(false);
    expect(concerns(kinds, { ...changed, isBookkeeping: true }, 0n)).toBe(true);
    expect(concerns(kinds, reactionOf(undefined, ["comment.added"]), 0n)).toBe(false);
    expect((await readNews(db, position, await readStableXid(db))).kinds).toEqual([]);
  });

  test("do not wait for a reader that has many events left", async () => {
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    let batches = 0;
    const quick = reactionOf(() => open(), ["comment.added"]);
    const slow: Reaction = {
      ...reactionOf(),
      reactToAll: async () => {
        batches += 1;
        if (batches > 1) await gate;
        else await query(db, "insert into events (kind) values ('comment.added')");
      },
    };
    await addReaders(db, [quick, slow]);
    await query(db, "insert into events (kind) select 'ticket.created' from generate_series(1, 300)");
    const stop = startReactions(db, openLog("silent"), [quick, slow]);
    await gate;
    await stop();
    expect(await effects(quick.name)).toHaveLength(1);
  });

  test("take over events that a killed server had claimed", async () => {
    const stop = startReactions(db, openLog("silent"), [reaction]);
    const other = await world.database.pool.connect();
    await other.query("begin");
    await other.query("select 1 from event_readers where name = $1 for update", [reaction.name]);
    const { events } = await make(1);
    // an event of a later round
    const later = await make(1);
    await expect
      .poll(
        async () =>
          (
            await world.database.pool.query(
              "select 1 from pg_stat_activity where datname = current_database() and query like '%with news%'",
            )
          ).rowCount,
      )
      .toBeGreaterThan(0);
    await other.query("rollback");
    other.release();
    await expect.poll(() => effects()).toEqual([...events, ...later.events]);
    await stop();
  });
});

test("a reader that is behind appears in the metrics", async () => {
  await make(1);
  const { body } = await world.stranger.get(`${world.base}/metrics`);
  const lag = new RegExp(`docket_reaction_lag_seconds\\{reaction="${reaction.name}"\\} (\\S+)`).exec(body)?.[1];
  expect(Number(lag)).toBeGreaterThan(0);
  await run();
  const after = (await world.stranger.get(`${world.base}/metrics`)).body;
  expect(after).toContain(`docket_reaction_lag_seconds{reaction="${reaction.name}"} 0`);
  expect(after).toContain('docket_skipped_events{reaction="');
});
