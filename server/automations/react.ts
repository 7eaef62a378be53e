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
  react: async (db, event) => {
    if (!event.ticket) return;
    for (const rule of await matching(db, event, await candidates(db, event)))
      await runRule(db, mail, rule, {
        ticket: event.ticket,
        key: `event ${event.id}`,
        event: event.id,
        comment: event.kind === "comment.added" ? event.about : null,
        depth: event.depth,
      });
  },
});

async function candidates(db: Db, { kind }: ReadEvent): Promise<Rule[]> {
  const rules = await activeRules(db);
  return rules.filter(({ trigger }) => eventKinds(trigger).includes(kind));
}

/** Those of the rules whose trigger and filters let an event through: one statement, however many rules there are. */
async function matching(db: Db, event: ReadEvent, rules: readonly Rule[]): Promise<Rule[]> {
  if (rules.length === 0) return [];
  const sql = parameters();
  const cases = rules.map(
    ({ trigger, filters }, n) =>
      `case when ${triggerCondition(trigger, sql)} and ${storedFilter(filters)(sql)} then ${n} end`,
  );
  const [row] = await query<{ matches: number[] }>(
    db,
    `select array_remove(array[${cases.join(", ")}], null) as matches
     from events e
     join tickets t on t.id = e.ticket
     where e.id = ${sql.add(event.id)} and t.deleted_at is null`,
    sql.values,
    sql,
  );
  return (row?.matches ?? []).map((n) => rules[n]!);
}
