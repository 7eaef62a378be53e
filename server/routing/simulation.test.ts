import { afterAll, beforeAll, expect, test } from "vitest";
import { chances } from "../../test/random.ts";
import { makeCompany, openWorld, PASSWORD, type World, type WorldServer } from "../../test/world.ts";
import { PRIORITIES } from "../../wire/ticket-words.ts";
import { addReaders, type ReaderStep, runReaction, STEPS } from "../events/reader.ts";
import type { Db } from "../platform/database.ts";
import { changeOne } from "../tickets/change-one.ts";
import { createTicket } from "../tickets/tickets.ts";
import { keepRouting } from "./availability.ts";
import { routeTickets } from "./react.ts";
import { updateAgent } from "./settings.ts";

// A desk with twelve agents who come and go, on two servers that crash at random moments.

const TICKETS = Number(process.env.RUNS ?? 64);
const SEED = Number(process.env.SEED ?? 20_261_127);
const AGENTS = 12;
// many at once, if there are many
const ROUND = TICKETS > 1000 ? 40 : 8;
const CAPACITY = 6;
const SKILLS = ["billing", "account", "technical"] as const;

let world: World;
let other: WorldServer;
let company: string;
const agents: string[] = [];
const skills: string[] = [];
const actor = { kind: "system", id: null, via: "api" } as const;

beforeAll(async () => {
  world = await openWorld();
  other = await world.another();
  company = (await makeCompany(world.admin)).company.id;
  for (let n = 0; n < AGENTS; n += 1) {
    const values = { username: `agent${n}`, role: "Music", password: PASSWORD };
    agents.push((await world.admin.post("/users/", values)).body.id);
  }
  for (const category of SKILLS)
    skills.push((await world.admin.post("/skills/", { name: category, filters: { category } })).body.id);
  await addReaders(world.database.db, [routeTickets]);
}, 60_000);
afterAll(() => world.close());

const sql = (text: string, values: unknown[] = []) => world.database.pool.query(text, values).then(({ rows }) => rows);

/** Both servers read events and check the time, and crash now and then, until nothing is left to do. */
async function settle(pick: ReturnType<typeof chances>): Promise<void> {
  const killed = (at: ReaderStep) => {
    if (pick.maybe(6)) throw Object.assign(new Error(`killed once it had ${at}`), { code: "57P01" });
  };
  const readSome = async (db: Db) => {
    for (let n = 0; n < STEPS.length; n += 1) await runReaction(db, routeTickets, killed).catch(() => {});
  };
  const [one, two] = [world.database.db, other.app.docket.db];
  await Promise.all([readSome(one), readSome(two), keepRouting(one), keepRouting(two)]);
  while (await runReaction(one, routeTickets));
  await keepRouting(one);
  while (await runReaction(one, routeTickets));
}

const make = (values: object) =>
  createTicket(
    world.database.db,
    actor,
    { subject: "Simulated", description: "", company, assigned_team: "Music", ...values },
    "UTC",
  );
const start = (mode: string) =>
  world.admin.patch("/teams/Music/routing/", {
    mode,
    capacity: mode === "round_robin" ? 1000 : CAPACITY,
    weights: { urgent: mode === "round_robin" ? 1 : 3 },
    skill_wait_minutes: null,
  });
const resolve = (ticket: string) =>
  changeOne(world.database.db, actor, ticket, { status: "resolved" }, { expectedVersion: null });

async function comeAndGo(pick: ReturnType<typeof chances>): Promise<Set<string>> {
  const state = pick.one(["away", "off", "available", "available"] as const);
  await updateAgent(world.database.db, pick.one(agents), { state, until: null });
  const absent = await sql("select user_id as id from agent_routing where state <> 'available'");
  return new Set(absent.map(({ id }) => id));
}

/** The tickets that Docket has assigned since the last round. */
async function assignedAfter(last: number) {
  return sql(
    `select x.id::float8 as id, x.ticket, x.user_id as agent, t.category, x.text
     from ticket_routings x
     join tickets t on t.id = x.ticket
     where x.id > $1
     order by x.id`,
    [last],
  );
}

test("round robin spreads tickets evenly over the available agents at every moment", async () => {
  const pick = chances(SEED);
  await start("round_robin");
  let last = 0;
  for (let count = 0; count < TICKETS / 2; count += ROUND) {
    await sql("update tickets set status = 'closed' where status = 'assigned'");
    const absent = await comeAndGo(pick);
    await settle(pick);
    await Promise.all(Array.from({ length: ROUND }, () => make({})));
    await settle(pick);
    const rows = await assignedAfter(last);
    last = rows.at(-1)?.id ?? last;
    const present = agents.filter((id) => !absent.has(id));
    const counts = present.map((id) => rows.filter(({ agent }) => agent === id).length);
    const about = `seed ${SEED}, after ${count} tickets`;
    if (present.length > 0) expect(Math.max(...counts) - Math.min(...counts), about).toBeLessThanOrEqual(1);
    expect(
      rows.filter(({ agent }) => absent.has(agent)),
      about,
    ).toEqual([]);
    expect(new Set(rows.map(({ ticket }) => ticket)).size, about).toBe(rows.length);
  }
});

test("by skill, no agent exceeds the capacity or lacks a skill, and no ticket is forgotten", async () => {
  const pick = chances(SEED + 1);
  await sql("update tickets set status = 'closed' where status < 'resolved'");
  await start("skill");
  for (const [n, agent] of agents.entries())
    await updateAgent(world.database.db, agent, {
      state: "available",
      until: null,
      skills: skills.filter((_, skill) => n % SKILLS.length === skill || pick.maybe(3)),
    });
  await settle(pick);
  let [{ last }] = await sql("select coalesce(max(id), 0)::float8 as last from ticket_routings");
  for (let count = 0; count < TICKETS / 2; count += ROUND) {
    const about = `seed ${SEED}, after ${count} tickets`;
    const absent = await comeAndGo(pick);
    await settle(pick);
    await Promise.all(
      Array.from({ length: ROUND }, () =>
        make({ category: pick.one([...SKILLS, "general"] as const), priority: pick.one(PRIORITIES) }),
      ),
    );
    for (const { id } of await sql("select id from tickets where status = 'assigned' order by id"))
      if (pick.maybe(2)) await resolve(id);
    await settle(pick);
    const rows = await assignedAfter(last);
    last = rows.at(-1)?.id ?? last;
    expect(
      rows.filter(({ agent }) => absent.has(agent)),
      about,
    ).toEqual([]);
    expect(await lacking(rows), about).toEqual([]);
    expect(await overloaded(), about).toEqual([]);
    expect(await forgotten(), about).toEqual([]);
  }
  // everyone comes back and works: nothing is left
  for (const agent of agents) await updateAgent(world.database.db, agent, { state: "available", until: null });
  for (let left = 1; left > 0; ) {
    await settle(pick);
    const open = await sql("select id from tickets where status < 'resolved' and assigned_to is not null");
    for (const { id } of open) await resolve(id);
    [{ left }] = await sql("select count(*)::int as left from tickets where status < 'resolved'");
    // no round without an assignment: else it would go on forever
    expect(open.length).toBeGreaterThan(0);
  }
});

/** Assignments to agents without the skill that the ticket needs. */
const lacking = (rows: readonly { agent: string; category: string; ticket: string }[]) =>
  sql(
    `select x.ticket
     from json_to_recordset($1::json) as x (ticket uuid, agent uuid, category text)
     join skills s on s.name = x.category
     where not exists (select from agent_skills k where k.skill = s.id and k.user_id = x.agent)`,
    [JSON.stringify(rows)],
  );

const overloaded = () =>
  sql(
    `select assigned_to, sum(case priority when 'urgent' then 3 else 1 end)
     from tickets
     where status < 'resolved' and assigned_to is not null
     group by 1
     having sum(case priority when 'urgent' then 3 else 1 end) > $1`,
    [CAPACITY],
  );

/** Open tickets that neither wait nor have an assignee, or both. */
const forgotten = () =>
  sql(
    `select t.id
     from tickets t
     left join waiting_tickets w on w.ticket = t.id
     where t.status < 'resolved' and (t.assigned_to is null) = (w.ticket is null)`,
  );
