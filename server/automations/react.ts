import type { Reaction, ReadEvent } from "../events/reader.ts";
import { type Db, query } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import type { Context } from "./act.ts";
import { activeRules, type Rule } from "./automations.ts";
import { eventKinds, storedFilter, triggerCondition } from "./conditions.ts";
import { runRule } from "./run.ts";

/** Runs the automations that an event sets off, in their order. All see the ticket as it was before the first of them. */
export const runAutomations = (mail: Context): Reaction => ({
  name: "run-automations",
  when: ["ticket.created", "ticket.updated", "ticket.assigned", "comment.added"],
  react: (db, event) => runOnAll(db, mail, [event]),
  reactToAll: (db, events) => runOnAll(db, mail, events),
});

/** The rules that let each event through, by its ID. */
type Matches = ReadonlyMap<number, readonly Rule[]>;

async function runOnAll(db: Db, mail: Context, events: readonly ReadEvent[]): Promise<void> {
  const rules = await activeRules(db);
  const matches = await matching(db, events, rules);
  const changed = new Set<string>();
  for (const event of events) {
    const { ticket } = event;
    if (!ticket) continue;
    // a rule that has just run on the ticket may have changed what the others ask for
    const isSame = !changed.has(ticket);
    const now = isSame ? matches : await matching(db, [event], await activeRules(db));
    for (const rule of now.get(event.id) ?? []) {
      changed.add(ticket);
      await runRule(db, mail, rule, {
        ticket,
        key: `event ${event.id}`,
        event: event.id,
        comment: event.kind === "comment.added" ? event.about : null,
        depth: event.depth,
      });
    }
  }
}

/** One statement, however many events and rules there are. */
async function matching(db: Db, events: readonly ReadEvent[], rules: readonly Rule[]): Promise<Matches> {
  const kinds = new Set(events.map(({ kind }) => kind));
  const candidates = rules.filter(({ trigger }) => eventKinds(trigger).some((kind) => kinds.has(kind)));
  if (candidates.length === 0) return new Map();
  const sql = parameters();
  const cases = candidates.map(
    ({ trigger, filters }, n) =>
      `case when ${triggerCondition(trigger, sql)} and ${storedFilter(filters)(sql)} then ${n} end`,
  );
  const rows = await query<{ event: number; matches: number[] }>(
    db,
    `select e.id as event, array_remove(array[${cases.join(", ")}], null) as matches
     from events e
     join tickets t on t.id = e.ticket
     where e.id = any(${sql.add(events.map(({ id }) => id))}::bigint[]) and t.deleted_at is null`,
    sql.values,
    sql,
  );
  return new Map(rows.map(({ event, matches }) => [event, matches.map((n) => candidates[n]!)]));
}
