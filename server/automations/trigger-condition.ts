import type { Trigger, TriggerWord } from "../../wire/automation-words.ts";
import type { Parameters } from "../platform/parameters.ts";

// A trigger is SQL on an event `e` and its ticket `t`, so that a run and a dry run share it.

/** The kinds of events that each trigger runs for; none for a trigger that a job checks. */
const EVENT_KINDS: Readonly<Record<TriggerWord, readonly string[]>> = {
  created: ["ticket.created"],
  customer_replied: ["comment.added"],
  agent_replied: ["comment.added"],
  note_added: ["comment.added"],
  macro_applied: ["comment.added"],
  changed: ["ticket.updated", "ticket.assigned"],
  sla_breached: [],
  unanswered: [],
  unchanged: [],
};
export const eventKinds = ({ on }: Trigger): readonly string[] => EVENT_KINDS[on];
/** The kinds of events that can start an automation. */
export const ALL_EVENT_KINDS: readonly string[] = [...new Set(Object.values(EVENT_KINDS).flat())];

// a comment that was moved here from another ticket is not new
const commentBy = (author: "contact" | "user") =>
  `e.kind = 'comment.added' and e.actor_kind = '${author}' and not e.changes ? 'ticket'`;
const comment = (author: "contact" | "user", isInternal: boolean) =>
  `${commentBy(author)} and (e.changes -> 'is_internal' ->> 1) = '${isInternal}'`;

/** The condition of a trigger on an event `e` of a ticket `t`. */
export function triggerCondition(trigger: Trigger, sql: Parameters): string {
  const { on, via, macros } = trigger;
  switch (on) {
    case "created":
      return `e.kind = 'ticket.created'${via ? ` and t.via = any(${sql.add(via)}::text[])` : ""}`;
    case "customer_replied":
      return comment("contact", false);
    case "agent_replied":
      return comment("user", false);
    case "note_added":
      return comment("user", true);
    case "macro_applied": {
      const usedMacros = "e.changes -> 'macros' -> 1";
      return `${commentBy("user")} and ${macros ? `${usedMacros} ?| ${sql.add(macros)}::text[]` : "e.changes ? 'macros'"}`;
    }
    case "changed":
      return changedCondition(trigger, sql);
    case "sla_breached":
    case "unanswered":
    case "unchanged":
      // a job checks these
      return "false";
  }
}

function changedCondition({ field, from, to }: Trigger, sql: Parameters): string {
  const name = `${sql.add(field)}::text`;
  const sides = [
    ["0", from],
    ["1", to],
  ] as const;
  const parts = sides.flatMap(([side, values]) => {
    if (!values) return [];
    if (field === "tags") return [tagCondition(side, values, sql)];
    return [`coalesce(nullif(e.changes -> ${name} ->> ${side}, ''), 'none') = any(${sql.add(values)}::text[])`];
  });
  return [`e.kind in ('ticket.updated', 'ticket.assigned') and e.changes ? ${name}`, ...parts].join(" and ");
}

// a removed tag is only in the value before, an added tag only in the value after
function tagCondition(side: "0" | "1", values: readonly string[], sql: Parameters): string {
  const tagArray = `${sql.add(values.map((tag) => tag.toLowerCase()))}::text[]`;
  const tags = (at: string) => `tag_list(coalesce(e.changes -> 'tags' ->> ${at}, ''))`;
  return `exists (select 1 from unnest(${tags(side)}) as x (tag)
    where x.tag = any(${tagArray}) and x.tag <> all(${tags(side === "0" ? "1" : "0")}))`;
}
