import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chances } from "../../test/random.ts";
import { makeCompany, makeTicket, openWorld, type World } from "../../test/world.ts";
import { addReaders, runReaction } from "../events/reader.ts";
import { query } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import { activeRules } from "./automations.ts";
import { storedFilter } from "./filter-condition.ts";
import { runAutomations } from "./react.ts";
import { createRuleCache } from "./rule-cache.ts";
import { triggerCondition } from "./trigger-condition.ts";

// `npm run proof -- automations` runs this with 1,000 rules, and says what they cost
const RULES = Number(process.env.RUNS ?? 60);
const EVENTS = RULES < 1_000 ? 50 : 500;
// half a second of 50 events a second: as many as one round of the reactions reads
const BATCH = 25;

let world: World;
let company: string;
const reaction = runAutomations({ mailOut: "off", addresses: { publicUrl: null } } as never);
const { one: pick, below } = chances(Number(process.env.SEED ?? 12));
beforeAll(async () => {
  world = await openWorld({ MAIL_OUT: "off" });
  company = (await makeCompany(world.admin)).company.id;
  await addReaders(world.database.db, [reaction]);
});
afterAll(() => world.close());

const sql = (text: string, values: unknown[] = []) => world.database.pool.query(text, values).then(({ rows }) => rows);
const CATEGORIES = ["billing", "technical", "account", "general"];
const PRIORITIES = ["low", "medium", "high", "urgent"];
const TAGS = ["vip", "Café", "hotel"];

const trigger = () =>
  pick<object>([
    { on: "created" },
    { on: "created", via: ["mail", "portal"] },
    { on: "created", via: ["web", "api"] },
    { on: "customer_replied" },
    { on: "agent_replied" },
    { on: "note_added" },
    { on: "macro_applied" },
    { on: "macro_applied", macros: [world.tom.id] },
    { on: "changed", field: "status", to: ["pending"] },
    { on: "changed", field: "status", from: ["pending", "new"] },
    { on: "changed", field: "priority", to: ["urgent"] },
    { on: "changed", field: "assigned_to", from: ["none"] },
    { on: "changed", field: "tags", to: [pick(TAGS)] },
  ]);
const filters = () =>
  pick<Record<string, string>>([
    {},
    { category: pick(CATEGORIES), tags: pick(TAGS).toUpperCase() },
    { category: pick(CATEGORIES), priority: "high, urgent" },
    { team: "Finance,none", search: `machine${pick([1, 2, 3])}` },
    { company: company.toUpperCase(), tags: `vip,x${pick(CATEGORIES)}` },
    { assigned_to: `none,${world.tom.id}` },
    { assigned_to: "me" },
    { q: `word${below(1_000)}`, priority: pick(PRIORITIES) },
    { q: `word${below(1_000)} or machine${pick([1, 2, 3])}` },
    { category: "," },
    { priority: "huge" },
  ]);
/** Of many rules, an event triggers a few: most are about a company, a tag or a word that no ticket here has. */
const rare = (n: number) =>
  RULES < 1_000 || below(50) === 0
    ? {}
    : pick<Record<string, string>>([
        { tags: `x${n}` },
        { q: `word${n}` },
        { company: `00000000-0000-4000-8000-${String(n).padStart(12, "0")}` },
      ]);
const happened = () =>
  pick<[string, string, object]>([
    ["ticket.created", "user", {}],
    ["ticket.updated", "user", { status: ["new", "pending"] }],
    ["ticket.updated", "user", { priority: ["low", "urgent"], tags: ["", "vip, café"] }],
    ["ticket.assigned", "user", { assigned_to: [null, world.tom.id] }],
    ["comment.added", "contact", { is_internal: [null, false] }],
    ["comment.added", "user", { is_internal: [null, pick([true, false])] }],
    ["comment.added", "user", { is_internal: [null, false], macros: [null, [pick([company, world.tom.id])]] }],
    ["comment.added", "contact", { is_internal: [null, false], ticket: [company, company] }],
  ]);

/** Processor seconds of PostgreSQL for this desk. */
function databaseSeconds(name: string): number {
  const pids = readdirSync("/proc").filter((each) => /^\d+$/.test(each));
  return pids.reduce((sum, pid) => {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(name)) return sum;
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ").map(Number);
      return sum + (fields[11]! + fields[12]!) / 100;
    } catch {
      return sum;
    }
  }, 0);
}

const runs = async () =>
  (await sql("select name, event from automation_runs")).map(({ name, event }) => `${name} ${event}`).toSorted();

/** The runs that the database finds when it is asked for each rule alone. */
async function runsByStatement(events: readonly number[]): Promise<string[]> {
  const expected: string[] = [];
  for (const rule of await activeRules(world.database.db)) {
    const values = parameters();
    const matches = await query<{ id: number }>(
      world.database.db,
      `select e.id
       from events e
       join tickets t on t.id = e.ticket
       where e.id = any(${values.add(events)}::bigint[])
         and ${triggerCondition(rule.trigger, values)} and ${storedFilter(rule.filters)(values)}`,
      values.values,
      { prepare: false },
    );
    expected.push(...matches.map(({ id }) => `${rule.name} ${id}`));
  }
  return expected.toSorted();
}

test("the rules that run are those that the database finds when it is asked for each rule and event", async () => {
  const tickets: string[] = [];
  for (let n = 0; n < 20; n += 1) {
    const values = { category: pick(CATEGORIES), priority: pick(PRIORITIES), tags: pick(["", ...TAGS, "Hotel, VIP"]) };
    tickets.push((await makeTicket(world.fay, company, { ...values, assigned_to: pick([null, world.tom.id]) })).id);
  }
  while (await runReaction(world.database.db, reaction));
  // its actions change nothing, so every event finds the same tickets
  const rules = Array.from({ length: RULES }, (_, n) => [
    n,
    `Rule ${n}`,
    trigger(),
    { ...filters(), ...rare(n) },
    { survey: "start" },
  ]);
  await sql(
    `insert into automations (position, name, trigger, filters, actions)
     select (r ->> 0)::int, r ->> 1, r -> 2, r -> 3, r -> 4
     from jsonb_array_elements($1::jsonb) r`,
    [JSON.stringify(rules)],
  );
  const [{ name }] = await sql("select current_database() as name");
  const events: number[] = [];
  let seconds = 0;
  while (events.length < EVENTS) {
    const batch = Array.from({ length: BATCH }, () => [...happened(), pick(tickets)]);
    const added = await sql(
      `insert into events (kind, actor_kind, changes, ticket)
       select e ->> 0, e ->> 1, e -> 2, (e ->> 3)::uuid
       from jsonb_array_elements($1::jsonb) e
       returning id`,
      [JSON.stringify(batch)],
    );
    events.push(...added.map(({ id }) => Number(id)));
    const [own, database] = [process.cpuUsage(), databaseSeconds(name)];
    while (await runReaction(world.database.db, reaction));
    const cpuTime = process.cpuUsage(own);
    seconds += (cpuTime.user + cpuTime.system) / 1e6 + databaseSeconds(name) - database;
  }
  const ran = await runs();
  const expected = await runsByStatement(events);
  expect(ran).toEqual(expected);
  expect(expected.length).toBeGreaterThan(0);
  if (process.env.RUNS)
    console.log(
      `${RULES} rules × 50 events a second: ${((seconds / events.length) * 5_000).toFixed(1)} % of a core (${ran.length} runs)`,
    );
});

test("the rules are read again when one of them has changed, and only then", async () => {
  const cache = createRuleCache();
  const rules = () => cache.rules(world.database.db);
  const first = await rules();
  expect(await rules()).toBe(first);
  await sql("update automations set is_active = false, updated_at = now() where name = 'Rule 0'");
  const second = await rules();
  expect(second).not.toBe(first);
  expect([...second.values()].flat().some(({ rule }) => rule.name === "Rule 0")).toBe(false);
  await sql("delete from automations where name = 'Rule 1'");
  expect(await rules()).not.toBe(second);
});

test("a rule about words runs wherever in a ticket the words are, as the search finds them", async () => {
  await sql("delete from automation_runs");
  await sql("delete from automations");
  const other = await makeCompany(world.admin, "Straße & Söhne 50%");
  const contact = { company: other.company.id, contact: other.contact.id };
  const ticket = await makeTicket(world.fay, other.company.id, {
    ...{
      contact: other.contact.id,
      tags: "Night, VIP",
      subject: "Café jukebox",
      description: "<p>No <b>sound</b></p>",
    },
  });
  await world.fay.post(`/tickets/${ticket.id}/add_comment/`, {
    text: "<p>A loose <i>cable</i></p>",
    is_internal: true,
  });
  const [source, middle] = [
    await makeTicket(world.fay, other.company.id, contact),
    await makeTicket(world.fay, other.company.id, contact),
  ];
  await world.admin.post(`/tickets/${source.id}/merge/`, { into: middle.id });
  await world.admin.post(`/tickets/${middle.id}/merge/`, { into: ticket.id });
  while (await runReaction(world.database.db, reaction));
  const matches = [
    ...["jukebox", "CAFE", "sound", "cable", "night", "straße", "söhne", "ploy", "harbour.test"].map((q) => ({ q })),
    ...[source.ticket_number, "no", "oose", "50%", "sound cable", "jukebox ploy night"].map((q) => ({ q })),
    ...["jukebox", "straße", "50%", "sound", ticket.ticket_number].map((search) => ({ search })),
    ...[{ subject: "piano, jukebox" }, { text: "piano,sound" }, { contact_email: "HARBOUR.test,x" }],
  ];
  const not = [
    ...["jukeboxes", "ound cable x", "50_", "piano", "un"].map((q) => ({ q })),
    ...["cafe", "STRASSE", "cable", "ploy", "piano"].map((search) => ({ search })),
    ...[{ subject: "sound" }, { text: "cable" }, { contact_email: "ploy@other" }],
  ];
  const rules = [...matches, ...not].map((filters, n) => [n, JSON.stringify(filters), { on: "created" }, filters]);
  await sql(
    `insert into automations (position, name, trigger, filters, actions)
     select (r ->> 0)::int, r ->> 1, r -> 2, r -> 3, '{"survey": "start"}'
     from json_array_elements($1::json) r`,
    [JSON.stringify(rules)],
  );
  const added = await sql(
    `insert into events (kind, actor_kind, changes, ticket)
     select 'ticket.created', 'user', '{}', id from unnest($1::uuid[]) as x (id)
     returning id`,
    [[ticket.id, (await makeTicket(world.fay, company, {})).id]],
  );
  const events = added.map(({ id }) => Number(id));
  while (await runReaction(world.database.db, reaction));
  expect(await runs()).toEqual(await runsByStatement(events));
  const ran = await sql("select name from automation_runs where event = $1", [events[0]]);
  expect(ran.map(({ name }) => name).toSorted()).toEqual(matches.map((filters) => JSON.stringify(filters)).toSorted());
});
