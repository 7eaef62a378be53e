import "../lib/later-texts.ts";
import type { Relation } from "../../wire/link-words.ts";
import { type FieldEntry, fieldEntries } from "../../wire/ticket-fields.ts";
import { t } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import type { Colleague } from "./people.ts";
import { valueWords } from "./plain-fields.ts";
import type { TicketNow, TimelineEvent } from "./ticket-query.ts";

/** The names of IDs in events: people, and the ticket's own company, contact and zone. */
export interface Names {
  people: ReadonlyMap<string, string>;
  ticket: TicketNow;
}

export const namesFor = (people: readonly Colleague[], ticket: TicketNow): Names => ({
  people: new Map(people.map(({ id, full_name }) => [id, full_name])),
  ticket,
});

// people do not set the number, but a merge changes it
const NUMBER: FieldEntry = ["ticket_number" as FieldEntry[0], { kind: "text" }];
const entryOf = (name: string) => [...fieldEntries(), NUMBER].find(([each]) => each === name);
// their names may have changed since, so only the fact is shown
const TICKET_RELATIONS = ["company", "contact", "zone"] as const;
type RelationName = (typeof TICKET_RELATIONS)[number];

/** One change as a phrase: "changed status from New to Pending". */
function changeWords(name: string, [before, after]: [unknown, unknown], { people, ticket }: Names): string | null {
  const has = (value: unknown): value is string => typeof value === "string" && value !== "";
  if (name === "assigned_to")
    return has(after)
      ? t("events.assigned", { name: people.get(after) ?? t("events.somebody") })
      : t("events.unassigned");
  if ((TICKET_RELATIONS as readonly string[]).includes(name)) {
    const now = has(after) && ticket[name as RelationName] === after ? ticket[`${name as RelationName}_name`] : null;
    return now ? t(`events.${name as RelationName}To`, { to: now }) : t(`events.${name as RelationName}`);
  }
  if (name === "planned_at") return t("events.recurred", { time: momentOf(String(after)) });
  if (name === "reply_returned") return t("events.replyReturned", { name: after });
  if (name === "reply_unchanged") return t("events.replyUnchanged", { reason: before, name: after });
  if (name === "sent_to") return t("events.sentTo", { addresses: after });
  if (name === "merged")
    return has(after) ? t("events.merged", { number: after }) : t("events.unmerged", { number: before });
  if (name === "merged_into")
    return has(after) ? t("events.mergedInto", { number: after }) : t("events.unmergedFrom", { number: before });
  if (name.startsWith("link_")) {
    const relation = name.slice(5) as Relation;
    return t(`events.${has(after) ? "linked" : "unlinked"}.${relation}`, { number: has(after) ? after : before });
  }
  if (name === "participant")
    return has(after)
      ? t("events.participantAdded", { address: after })
      : t("events.participantRemoved", { address: before });
  if (name === "rating")
    return before === null ? t("events.rated", { rating: after }) : t("events.ratedAgain", { from: before, to: after });
  const step = stepWords(name, before, after);
  if (step) return step;
  if (name === "description") return t("events.description");
  if (name === "is_internal") return after ? t("events.madeInternal") : t("events.madePublic");
  const entry = entryOf(name);
  if (!entry) return null;
  const word = (value: string) => valueWords(t, entry, value);
  const field = fieldWord(name);
  if (has(before) && has(after)) return t("events.changed", { field, from: word(before), to: word(after) });
  if (has(after)) return t("events.set", { field, to: word(after) });
  return t("events.cleared", { field });
}

/** A change of the checklist. */
function stepWords(name: string, before: unknown, after: unknown): string | null {
  if (name === "steps")
    return t("events.stepsAdded", { steps: (after as string[]).join(", "), count: (after as string[]).length });
  if (name === "step_done")
    return after ? t("events.stepDone", { step: after }) : t("events.stepOpened", { step: before });
  if (name !== "step") return null;
  return after ? t("events.stepChanged", { from: before, to: after }) : t("events.stepRemoved", { step: before });
}

/** A field within a sentence. */
const fieldWord = (name: string): string =>
  t(`events.fields.${name as "status"}`, { defaultValue: t(`fields.${name as "status"}`).toLocaleLowerCase() });

type Kind = "deleted" | "restored" | "commentDeleted" | "fileAdded" | "fileDeleted" | "fileRenamed" | "fileReplaced";
const KINDS: Record<string, Kind> = {
  "ticket.deleted": "deleted",
  "ticket.restored": "restored",
  "comment.deleted": "commentDeleted",
  "attachment.added": "fileAdded",
  "attachment.deleted": "fileDeleted",
  "attachment.renamed": "fileRenamed",
  "attachment.replaced": "fileReplaced",
};

/** An event as phrases, without the person's name. */
export function eventWords({ kind, changes }: TimelineEvent, names: Names): string[] {
  if (kind === "comment.deleted" && changes?.ticket)
    return [t(changes.is_internal?.[0] ? "events.kinds.noteMoved" : "events.kinds.messageMoved")];
  if (kind === "comment.deleted" && changes?.is_internal?.[0]) return [t("events.kinds.noteDeleted")];
  const describe = KINDS[kind];
  const [before, after] = changes?.name ?? [];
  if (describe)
    return [t(`events.kinds.${describe}`, { name: String(before ?? after ?? ""), to: String(after ?? "") })];
  return Object.entries(changes ?? {}).flatMap(([name, change]) => changeWords(name, change, names) ?? []);
}

/** Several events in a row that cancel out: "changed status, priority and changed it back". */
export function changedBackWords(fields: readonly string[]): string {
  const words = fields.filter((name) => entryOf(name)).map(fieldWord);
  return words.length > 0 ? t("events.changedBack", { fields: words.join(", ") }) : "";
}
