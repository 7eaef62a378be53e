import { TIMED_TRIGGERS } from "../../wire/automation-words.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import type { Context } from "./act.ts";
import { activeRules, type Rule } from "./automations.ts";
import { dueTickets } from "./due.ts";
import { runRule } from "./run.ts";

const BATCH_SIZE = 100;

/** Runs the automations that are due, each once for a ticket and the time since which it waits. */
export async function runTimedAutomations(db: Db, mail: Context, nowMs = Date.now()): Promise<void> {
  const rules = (await activeRules(db)).filter(({ trigger }) =>
    (TIMED_TRIGGERS as readonly string[]).includes(trigger.on),
  );
  for (const rule of rules) while ((await runBatch(db, mail, rule, nowMs)) === BATCH_SIZE);
}

function runBatch(db: Db, mail: Context, rule: Rule, nowMs: number): Promise<number> {
  return transact(db, async (db) => {
    // locked, because two servers may check at the same time, and an Admin may have turned the rule off
    const [isActive] = await query(
      db,
      "select 1 from automations where id = $1 and is_active and paused_at is null for share",
      [rule.id],
    );
    const sql = parameters();
    const due = await dueTickets(db, rule.trigger, rule.filters, { sql, breachedSince: rule.active_since, nowMs });
    if (!isActive || due === null) return 0;
    const tickets = await query<{ ticket: string; occasion: string }>(
      db,
      `select d.ticket, d.occasion
       from (${due}) d
       where not exists (
         select from automation_runs r
         where r.automation = ${sql.add(rule.id)}::uuid and r.ticket = d.ticket and r.occasion = d.occasion)
       limit ${BATCH_SIZE}`,
      sql.values,
      sql,
    );
    for (const { ticket, occasion } of tickets)
      await runRule(db, mail, rule, { ticket, key: occasion, event: null, comment: null, depth: 0 });
    return tickets.length;
  });
}
