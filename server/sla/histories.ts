import type { Priority, Status } from "../../wire/ticket-shapes.ts";
import { type Db, query } from "../platform/database.ts";
import type { History } from "./clocks.ts";
import { type PolicyTerms, termsOf } from "./terms.ts";
import { withoutUndone } from "./undone.ts";

type Change = [before: string | null, after: string | null] | null;
interface EventRow {
  at: number;
  kind: string;
  about: string | null;
  status: Change;
  priority: Change;
}

interface Row {
  id: string;
  created_at: number;
  status: Status;
  priority: Priority;
  deleted_at: number | null;
  events: EventRow[];
  messages: History["messages"][number][];
  terms: { at: number; terms: number | null }[];
}

const seconds = (column: string) => `floor(extract(epoch from ${column}))::bigint`;

/**
 * The part of the tickets' history that their clocks depend on, as if changes that were undone had never been made. Missing
 * tickets are left out.
 */
export async function historiesOf(db: Db, tickets: readonly string[]): Promise<Map<string, History<PolicyTerms>>> {
  const rows = await query<Row>(
    db,
    `select t.id, ${seconds("t.created_at")} as created_at, t.status, t.priority,
      ${seconds("t.deleted_at")} as deleted_at,
       (select coalesce(json_agg(json_build_object('at', ${seconds("e.at")}, 'kind', e.kind, 'about', e.about,
            'status', e.changes -> 'status', 'priority', e.changes -> 'priority') order by e.id), '[]')
        from events e
        where e.ticket = t.id
            and (e.changes ?| array['status', 'priority']
                or e.kind in ('ticket.deleted', 'ticket.restored')
                or e.changes ? 'merged_into')) as events,
       (select coalesce(json_agg(json_build_object('id', m.id, 'at', ${seconds("m.created_at")},
            'by', case when m.author_kind = 'contact' then 'customer' else 'agent' end) order by m.created_at, m.id),
              '[]')
        from comments m
        where m.ticket = t.id and not m.is_internal and m.author_kind in ('user', 'contact') and m.via <> 'automation'
          and not exists (
            select 1
            from email_messages x
            where x.comment = m.id and x.is_automatic)) as messages,
       (select coalesce(json_agg(json_build_object('at', ${seconds("s.at")}, 'terms', s.terms) order by s.id), '[]')
        from sla_ticket_terms s
        where s.ticket = t.id) as terms
     from tickets t
     where t.id = any($1::uuid[])`,
    [tickets],
  );
  const terms = await termsOf(
    db,
    rows.flatMap((row) => row.terms.flatMap((each) => each.terms ?? [])),
  );
  return new Map(rows.map((row) => [row.id, historyOf({ ...row, events: withoutUndone(row.events) }, terms)]));
}

function historyOf(row: Row, terms: ReadonlyMap<number, PolicyTerms>): History<PolicyTerms> {
  const { created_at: createdAt } = row;
  const sort = <T>(points: { at: number; value: T }[]) => inOrder(points, createdAt);
  return {
    createdAt,
    statuses: sort(pointsOf(row, "status")),
    priorities: sort(pointsOf(row, "priority")),
    trash: sort(trashOf(row)),
    terms: sort(row.terms.map((each) => ({ at: each.at, value: (each.terms && terms.get(each.terms)) || null }))),
    messages: row.messages,
  };
}

/**
 * The values of a field over time: at first the one that the first event found (or, without events, the present one), then the
 * changes.
 */
function pointsOf<F extends "status" | "priority">({ events, ...row }: Row, field: F): { at: number; value: Row[F] }[] {
  const changes = events.flatMap((event) => (event[field] ? [{ at: event.at, change: event[field] }] : []));
  const first = (changes[0]?.change[0] ?? row[field]) as Row[F];
  return [
    { at: row.created_at, value: first },
    ...changes.flatMap(({ at, change }) => (change[1] ? [{ at, value: change[1] as Row[F] }] : [])),
  ];
}

// a merged ticket is in the trash, too
const TRASH_EVENTS: Record<string, boolean> = {
  "ticket.deleted": true,
  "ticket.restored": false,
  "ticket.merged": true,
  "ticket.unmerged": false,
};

// a company moves its tickets to the trash and back without an event for each
function trashOf({ events, deleted_at }: Row): { at: number; value: boolean }[] {
  const points = events
    .filter(({ kind }) => kind in TRASH_EVENTS)
    .map(({ at, kind }) => ({ at, value: TRASH_EVENTS[kind]! }));
  const isLast = points.at(-1)?.value ?? false;
  if (deleted_at !== null && !isLast) return [...points, { at: deleted_at, value: true }];
  return deleted_at === null && isLast ? points.slice(0, -1) : points;
}

// in the order of the events; a transaction that began earlier may have ended later
function inOrder<T>(points: { at: number; value: T }[], createdAt: number): { at: number; value: T }[] {
  let last = createdAt;
  return points.map(({ at, value }) => {
    last = Math.max(last, at);
    return { at: last, value };
  });
}
