import { RELATIONS, type Relation } from "../../wire/link-words.ts";
import { MAX_LINKS } from "../../wire/links.ts";
import { invalid, noSuch } from "../../wire/problems.ts";
import { visibleTo } from "../access/visible.ts";
import { actorSql, insertEvents } from "../events/events.ts";
import { type Db, query, transact } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { parameters } from "../platform/parameters.ts";
import { doerName } from "../users/names.ts";

/** How a relation is stored: its kind, and whether this ticket is the first of the two. */
const STORED_KIND: Record<Relation, { kind: "related" | "blocks" | "parent"; isFirst: boolean }> = {
  related: { kind: "related", isFirst: true },
  blocks: { kind: "blocks", isFirst: true },
  blocked_by: { kind: "blocks", isFirst: false },
  child: { kind: "parent", isFirst: true },
  parent: { kind: "parent", isFirst: false },
};
const ORDER: readonly Relation[] = ["parent", "child", "blocks", "blocked_by", "related"];

/** The relation of a link `l`, seen from one of its tickets. */
const relationFor = (ticket: string) =>
  `case ${RELATIONS.map((name) => {
    const { kind, isFirst } = STORED_KIND[name];
    const side = kind === "related" ? "true" : `l.ticket ${isFirst ? "=" : "<>"} ${ticket}`;
    return `when l.kind = '${kind}' and ${side} then '${name}'`;
  }).join(" ")} end`;

/** The links of a ticket as JSON text, or one of them. */
export async function listLinks(db: Db, viewer: Actor, ticket: string, only: string | null = null): Promise<string> {
  const sql = parameters();
  const own = `${sql.add(ticket)}::uuid`;
  const [row] = await query<{ json: string }>(
    db,
    `select coalesce(json_agg(
         row_to_json(x)
         order by array_position(${sql.add(ORDER)}::text[], x.relation), x.ticket_number
       ), '[]')::text as json
     from (
       select
         l.id,
         ${relationFor(own)} as relation,
         t.id as ticket,
         t.ticket_number,
         t.subject,
         t.status,
         wire_time(l.created_at) as created_at,
         ${doerName("l.created_by")} as created_by_name
       from ticket_links l
       join tickets t on t.id = case when l.ticket = ${own} then l.other else l.ticket end
       where (l.ticket = ${own} or l.other = ${own})
         and (${sql.add(only)}::uuid is null or l.id = ${sql.add(only)}::uuid)
         and t.deleted_at is null
         and ${visibleTo(viewer, sql)}
     ) x`,
    sql.values,
  );
  return row!.json;
}

/** Links a ticket to another, and returns the link as JSON text. */
export function addLink(
  db: Db,
  actor: Actor,
  ticket: string,
  { ticket: target, relation }: { ticket: string; relation: Relation },
): Promise<string> {
  return transact(db, async (db) => {
    const other = await lockPair(db, actor, ticket, target);
    const { kind, isFirst } = STORED_KIND[relation];
    const [first, second] = isFirst ? [ticket, other] : [other, ticket];
    await requireRoom(db, { ticket, other, kind, first, second });
    const sql = parameters();
    const by = actorSql(actor, sql);
    const [link] = await query<{ id: string }>(
      db,
      `with l as (
         insert into ticket_links (kind, ticket, other, created_by)
         values (${sql.add(kind)}, ${sql.add(first)}::uuid, ${sql.add(second)}::uuid, ${by.id})
         returning *
       ),
       event as (${linkEvents("ticket.linked", by, (relation, number) => `${relation}, jsonb_build_array(null, ${number})`)})
       select id from l`,
      sql.values,
    );
    return JSON.stringify(JSON.parse(await listLinks(db, actor, ticket, link!.id))[0]);
  });
}

/** An event in each ticket of the rows `l`: the relation that it has to the other, and that one's number. */
const linkEvents = (
  kind: string,
  by: ReturnType<typeof actorSql>,
  change: (relation: string, number: string) => string,
) =>
  insertEvents(
    kind,
    "l, lateral (values (l.ticket, l.other), (l.other, l.ticket)) as side (own, far), tickets f where f.id = side.far",
    {
      actor: by,
      ticket: "side.own",
      about: "side.far",
      changes: `jsonb_build_object('link_' || ${change(relationFor("side.own"), "f.ticket_number")})`,
    },
  );

/**
 * Locks both tickets in one order, so that two requests never wait for each other. A merged ticket is replaced by its
 * target.
 */
async function lockPair(db: Db, viewer: Actor, ticket: string, target: string): Promise<string> {
  const sql = parameters();
  const rows = await query<{ id: string; is_target: boolean }>(
    db,
    `select t.id, t.id = merged_ticket(${sql.add(target)}) as is_target
     from tickets t
     where t.id in (${sql.add(ticket)}, merged_ticket(${sql.add(target)})) and t.deleted_at is null and ${visibleTo(viewer, sql)}
     order by t.id
     for no key update`,
    sql.values,
  );
  if (!rows.some(({ id }) => id === ticket)) throw noSuch("Ticket");
  const other = rows.find(({ is_target }) => is_target);
  if (!other) throw invalid({ ticket: [`Invalid pk "${target}" - object does not exist.`] });
  if (other.id === ticket) throw invalid({ ticket: ["A ticket cannot be linked to itself."] });
  return other.id;
}

interface NewLink {
  ticket: string;
  other: string;
  kind: string;
  first: string;
  second: string;
}

async function requireRoom(db: Db, { ticket, other, kind, first, second }: NewLink): Promise<void> {
  // locked, because links that are added at the same time could make a ticket its own ancestor
  if (kind === "parent") await query(db, "select pg_advisory_xact_lock(hashtext('ticket_links.parent'))");
  const [state] = await query<{ is_linked: boolean; has_parent: boolean; is_circle: boolean; most: number }>(
    db,
    `with recursive above as (
       select $3::uuid as id
       union
       select l.ticket
       from ticket_links l
       join above on l.other = above.id
       where l.kind = 'parent'
     )
     select
       exists (
         select from ticket_links
         where least(ticket, other) = least($1::uuid, $2::uuid)
           and greatest(ticket, other) = greatest($1::uuid, $2::uuid)
       ) as is_linked,
       exists (
         select from ticket_links
         where other = $4::uuid and kind = 'parent') as has_parent,
       exists (select from above where id = $4::uuid) as is_circle,
       greatest(
         (select count(*) from ticket_links where $1::uuid in (ticket, other)),
         (select count(*) from ticket_links where $2::uuid in (ticket, other))
       )::int as most`,
    [ticket, other, first, second],
  );
  const { is_linked, has_parent, is_circle, most } = state!;
  if (is_linked) throw invalid({ ticket: ["These tickets are already linked. Remove that link first."] });
  if (kind === "parent" && is_circle) throw invalid({ relation: ["A ticket cannot be above its own parent."] });
  if (kind === "parent" && has_parent)
    throw invalid({ relation: ["A ticket can have only one parent. Remove the link to the other one first."] });
  if (most >= MAX_LINKS) throw invalid({ ticket: [`A ticket can have at most ${MAX_LINKS} links.`] });
}

export async function removeLink(db: Db, actor: Actor, ticket: string, id: string): Promise<void> {
  const sql = parameters();
  const by = actorSql(actor, sql);
  const own = `${sql.add(ticket)}::uuid`;
  const rows = await query(
    db,
    `with l as (delete from ticket_links where id = ${sql.add(id)}::uuid and ${own} in (ticket, other) returning *),
     event as (${linkEvents("ticket.unlinked", by, (relation, number) => `${relation}, jsonb_build_array(${number}, null)`)})
     select id from l`,
    sql.values,
  );
  if (rows.length === 0) throw noSuch("TicketLink");
}

/**
 * Moves the links of a merged ticket to its target and returns them. A link that the target cannot have stays with the
 * merged ticket.
 */
export async function moveLinks(db: Db, from: string, to: string): Promise<string[]> {
  const rows = await query<{ id: string }>(
    db,
    `update ticket_links l
     set ticket = case when ticket = $1 then $2::uuid else ticket end, other = case when other = $1 then $2::uuid else other end
     where (ticket = $1 or other = $1)
       and $2::uuid not in (ticket, other)
       and not exists (
         select from ticket_links o
         where $2::uuid in (o.ticket, o.other)
           and (case when l.ticket = $1 then l.other else l.ticket end in (o.ticket, o.other)
             or (l.kind = 'parent' and l.other = $1 and o.kind = 'parent' and o.other = $2))
       )
     returning id`,
    [from, to],
  );
  return rows.map(({ id }) => id);
}

export const returnLinks = (db: Db, from: string, to: string, ids: readonly string[]) =>
  query(
    db,
    `update ticket_links
     set ticket = case when ticket = $1 then $2::uuid else ticket end, other = case when other = $1 then $2::uuid else other end
     where id = any($3::uuid[])`,
    [from, to, ids],
  );
