import { loopRemark } from "../../wire/automation-remarks.ts";
import { MAX_CHAIN } from "../../wire/automation-words.ts";
import { Problem } from "../../wire/problems.ts";
import { TemplateError } from "../emails/render.ts";
import { type EventActor, insertEvents } from "../events/events.ts";
import { type Db, query } from "../platform/database.ts";
import { act, CannotAct, type Context, type Done, tellAdmins } from "./act.ts";
import type { Rule } from "./automations.ts";

/** Why a rule runs on a ticket. */
export interface Occasion {
  ticket: string;
  /** An event, or the time since which the ticket waits: a rule runs once for each. */
  key: string;
  event: number | null;
  comment: string | null;
  /** How many automations in a row led to this event. */
  depth: number;
}

interface Result {
  outcome: "done" | "unchanged" | "failed" | "stopped";
  changes: Done["changes"];
  error: string | null;
}

/**
 * Runs an automation on a ticket and records the run, in the caller's transaction. If the automation cannot act, the run
 * records the reason and other automations still run. The same occasion never runs an automation twice. Returns false if
 * it left the ticket unchanged.
 */
export async function runRule(db: Db, mail: Context, rule: Rule, occasion: Occasion): Promise<boolean> {
  const run = await claim(db, rule, occasion);
  if (run === null) return false;
  const { event, depth } = occasion;
  const actor: EventActor = {
    kind: "automation",
    id: null,
    name: rule.name,
    via: "automation",
    cause: event,
    depth: depth + 1,
  };
  if (depth >= MAX_CHAIN) {
    await stop(db, rule, occasion, run, actor);
    return true;
  }
  await query(db, "savepoint automation");
  const result = await tryToAct(db, mail, actor, rule, occasion);
  // recorded as a run without a change
  if (result.outcome !== "unchanged" || result.error) await record(db, run, result);
  return result.outcome === "done";
}

const record = (db: Db, run: ClaimedRun, { outcome, changes, error }: Result) =>
  query(
    db,
    `update automation_runs r
     set outcome = $2, changes = $3::jsonb, error = $4, caused = array(
       select e.id
       from events e
       where e.ticket = r.ticket and e.id > $5 and e.actor_kind = 'automation' and e.actor_name = r.name
         and e.xid = pg_current_xact_id()
       order by e.id)
     where id = $1`,
    [run.id, outcome, changes && JSON.stringify(changes), error, run.last_event],
  );

async function tryToAct(
  db: Db,
  mail: Context,
  actor: EventActor,
  { actions }: Rule,
  occasion: Occasion,
): Promise<Result> {
  try {
    const { changes, hasWritten, remark } = await act(db, mail, actor, actions, occasion);
    return { outcome: changes || hasWritten ? "done" : "unchanged", changes, error: remark };
  } catch (error) {
    // a lost connection or a deadlock is not the rule's fault
    if (/^(08|57P|40|ECONN)/.test(String((error as { code?: unknown }).code))) throw error;
    await query(db, "rollback to savepoint automation");
    return { outcome: "failed", changes: null, error: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof CannotAct || error instanceof TemplateError) return error.message;
  if (error instanceof Problem) return JSON.stringify(error.body);
  return `It failed: ${(error as Error).message}`;
}

interface ClaimedRun {
  id: number;
  /** The ticket's last event before the run. */
  last_event: number;
}

/** Records that a rule runs; null if it has already run for this occasion, or was turned off since. */
async function claim(db: Db, rule: Rule, { ticket, key, event, depth }: Occasion) {
  const { trigger, filters, actions } = rule;
  const [row] = await query<ClaimedRun>(
    db,
    `insert into automation_runs (automation, name, version, rule, ticket, occasion, event, depth, outcome)
     select $1, $2, $3, $4::jsonb, t.id, $6, $7, $8, 'unchanged'
     from tickets t
     where t.id = $5 and t.deleted_at is null
       and exists (
         select from automations a
         where a.id = $1 and a.is_active and a.paused_at is null)
     on conflict do nothing
     returning id, (
       select coalesce(max(e.id), 0)
       from events e
       where e.ticket = $5) as last_event`,
    [rule.id, rule.name, rule.version, JSON.stringify({ trigger, filters, actions }), ticket, key, event, depth],
  );
  return row ?? null;
}

/** Pauses a rule that is part of an endless chain of rules, and says which. */
async function stop(db: Db, rule: Rule, occasion: Occasion, run: { id: number }, actor: EventActor): Promise<void> {
  const chain = await query<{ name: string }>(
    db,
    `with recursive chain as (
       select e.cause, e.actor_name as name, 1 as n
       from events e
       where e.id = $1
       union all
       select e.cause, e.actor_name, n + 1
       from chain
       join events e on e.id = chain.cause
       where n < ${MAX_CHAIN})
     select name
     from chain
     where name is not null
     order by n desc`,
    [occasion.event],
  );
  const why = loopRemark([...chain.map(({ name }) => name), rule.name]);
  await query(db, "update automation_runs set outcome = 'stopped', error = $2 where id = $1", [run.id, why]);
  await query(
    db,
    `with paused as (
       update automations
       set paused_at = now(), paused_because = $2, is_active = false, updated_at = now()
       where id = $1
       returning id)
     ${insertEvents("automation.paused", "paused", { actor: "null", about: "paused.id", triggers: "false" })}`,
    [rule.id, why],
  );
  await tellAdmins(db, actor, occasion.ticket, `The automation “${rule.name}” was paused. ${why}`);
}
