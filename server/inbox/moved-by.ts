import type { Condition } from "../search/planner.ts";

/**
 * Who made the move `m` that answered a ticket first. The comments of a ticket say it if the move does not, as after some
 * imports.
 */
export const answererOf = (m: string): string => `coalesce(${m}.actor, (select c.author from comments c
  where c.ticket = ${m}.ticket
    and ${m}.actor is null
    and not c.is_internal
    and c.author_kind = 'user'
    and c.via <> 'automation'
  order by c.created_at, c.id limit 1))`;

/** By filter: the kind of move, and who made it. */
const MOVES = {
  resolved: { kind: "resolved", actor: "m.actor" },
  first_response: { kind: "answered", actor: answererOf("m") },
};

export const isMove = (when: string): when is keyof typeof MOVES => when in MOVES;

/** Tickets that one of these people resolved, or answered first, at such a time; reports count the same moves. */
export const movedBy =
  (when: keyof typeof MOVES, people: readonly (string | null)[], times: readonly Condition[]): Condition =>
  (sql) => {
    const { kind, actor } = MOVES[when];
    const conditions = [
      `m.kind = '${kind}'`,
      ...times.map((each) => each(sql)),
      `${actor} = any(${sql.add(people)}::uuid[])`,
    ];
    return `t.id in (
        select m.ticket
        from ticket_moves m
        where ${conditions.join(" and ")})`;
  };
