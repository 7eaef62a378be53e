import { type Db, query, takeTime, transact } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import { countClocks } from "./follow.ts";
import { activePolicies, firstMatch } from "./policies.ts";

interface Row {
  n: number | null;
  tickets: number;
  changed: number;
}

/** Applies the current policies to open tickets. The clocks follow in the background. `isDryRun`: only counts. */
export function applyPolicies(db: Db, isDryRun: boolean) {
  return transact(db, async (db) => {
    await takeTime(db);
    const policies = await activePolicies(db);
    const sql = parameters();
    const match = firstMatch(policies, sql);
    const terms = `(${sql.add(policies.map((each) => each.terms))}::bigint[])[m.n + 1]`;
    const insert = `inserted as (
       insert into sla_ticket_terms (ticket, at, terms)
       select id, now(), terms
       from judged
       where differs
       returning ticket),
     queued as (insert into sla_recounts (ticket) select ticket from inserted on conflict do nothing)`;
    const rows = await query<Row>(
      db,
      `with matched as (
         select t.id, ${match} as n
         from tickets t
         where t.status < 'resolved' and t.deleted_at is null),
       judged as materialized (
         select m.id, m.n, x.terms, x.terms is distinct from last.terms as differs
         from matched m cross join lateral (select ${terms} as terms) x
         left join lateral (select s.terms
           from sla_ticket_terms s
           where s.ticket = m.id
           order by s.id desc limit 1) last on true)
       ${isDryRun ? "" : `, ${insert}`}
       select n, count(*)::int as tickets, count(*) filter (where differs)::int as changed
       from judged
       group by n
       order by n`,
      sql.values,
      { prepare: false },
    );
    const sum = (name: "tickets" | "changed") => rows.reduce((total, row) => total + row[name], 0);
    return {
      dry_run: isDryRun,
      open_tickets: sum("tickets"),
      changed_tickets: sum("changed"),
      policies: rows.map(({ n, tickets }) => {
        const policy = n === null ? null : policies[n]!;
        return { policy: policy?.id ?? null, name: policy?.name ?? null, tickets };
      }),
    };
  });
}

const BATCH_SIZE = 200;

/** Counts the clocks of some tickets that wait for that; false if none does. */
export function countWaiting(db: Db): Promise<boolean> {
  return transact(db, async (db) => {
    const rows = await query<{ ticket: string }>(
      db,
      `delete from sla_recounts
       where ticket in (
         select ticket
         from sla_recounts
         order by ticket
         limit ${BATCH_SIZE}
         for update skip locked)
       returning ticket`,
    );
    const tickets = rows.map(({ ticket }) => ticket);
    if (tickets.length > 0) await countClocks(db, tickets, Date.now());
    return tickets.length > 0;
  });
}
