import { PRIORITIES, STATUSES } from "../../wire/ticket-shapes.ts";
import { type Db, query } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { parameters } from "../platform/parameters.ts";
import { checkIds, type TicketFilter } from "./filters.ts";
import type { Counts, Tally } from "./tally.ts";

/** Counts tickets: from the tally without a filter, otherwise from the rows. */
export async function ticketStats(db: Db, tally: Tally, actor: Actor, filter: TicketFilter): Promise<object> {
  if (filter.isEmpty) return statsOfAll(db, tally, actor);
  await filter.search?.findCompanies(db);
  const stats = await statsOfRows(db, actor, filter);
  if (stats.total === 0) await checkIds(db, filter.ids);
  return stats;
}

async function statsOfRows(db: Db, actor: Actor, filter: TicketFilter): Promise<{ total: number }> {
  const sql = parameters();
  const n = (condition: string) => `count(*) filter (where ${condition})::int`;
  const each = (name: string, words: readonly string[]) =>
    `json_build_object(${words.map((word) => `'${word}', ${n(`t.${name} = '${word}'`)}`).join(", ")})`;
  const text = `
    select
      count(*)::int as total,
      ${each("status", STATUSES)} as by_status,
      ${each("priority", PRIORITIES)} as by_priority,
      ${n(`t.status < 'resolved' and t.assigned_to = ${sql.add(actor.id)}`)} as my_open_tickets,
      ${n("t.assigned_to is null")} as unassigned,
      ${n("t.status < 'resolved' and t.due_date < now()")} as overdue
    from tickets t
    where t.deleted_at is null${filter.where(sql)}`;
  const [stats] = await query<{ total: number }>(db, text, sql.values, sql);
  return stats!;
}

async function statsOfAll(db: Db, tally: Tally, actor: Actor) {
  const { row, counts } = await tally.readWithCounts<{ overdue_today: number; today: string }>(
    db,
    (columns) => `
      select
        (select count(*)::int
         from tickets t
         where t.deleted_at is null
           and t.status < 'resolved'
           and t.due_date >= date_trunc('day', now())
           and t.due_date < now()) as overdue_today,
        to_char(now(), 'YYYY-MM-DD') as today,
        ${columns}`,
  );
  return {
    total: counts.count({}),
    by_status: withZeros(STATUSES, counts, "status"),
    by_priority: withZeros(PRIORITIES, counts, "priority"),
    my_open_tickets: counts.count({ assigned_to: actor.id, open: true }),
    unassigned: counts.count({ assigned_to: null }),
    overdue: counts.dueBefore(row.today) + row.overdue_today,
  };
}

function withZeros(words: readonly string[], counts: Counts, key: "status" | "priority") {
  const by = counts.by(key);
  return Object.fromEntries(words.map((word) => [word, by.get(word) ?? 0]));
}
