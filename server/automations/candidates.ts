import type { Trigger } from "../../wire/automation-words.ts";
import { filterUuid } from "../../wire/query.ts";
import { fieldEntries } from "../../wire/ticket-fields.ts";
import type { ReadEvent } from "../events/reader.ts";
import type { Rule } from "./automations.ts";

// A desk may have many rules, but an event concerns few of them. This sieve drops the rules that cannot match the event or
// its ticket, so that the deciding statement has few conditions. It is only rough: the statement decides whether a rule runs.

/** The fields of a ticket with a word or an ID as their value, the channel that it came by, and its tags in lower case. */
export type TicketWords = Readonly<Record<string, string | null>> & { readonly tags: readonly string[] };

type Happened = Pick<ReadEvent, "kind" | "actor_kind" | "changes">;

/** The columns of tickets `t` that TicketWords are read from. */
export const wordColumns = (): string =>
  [...filterColumns().values(), "via"]
    .map((name) => `t.${name}`)
    .join(", ")
    .concat(", tag_list(t.tags) as tags");

/** Columns by the name of their filter. */
const filterColumns = (): Map<string, string> =>
  new Map(
    fieldEntries().flatMap(([name, { kind, filter }]) =>
      (kind === "choice" || kind === "reference") && filter ? [[filter, name as string]] : [],
    ),
  );

const isComment = ({ kind, changes }: Happened): boolean => kind === "comment.added" && !changes?.ticket;
const wordOf = (value: unknown): string =>
  value === null || value === undefined || value === "" ? "none" : String(value);

/** Whether an agent used one of these macros for it; null: any macro. */
function hasMacro(event: Happened, macros: readonly string[] | null): boolean {
  const usedMacros = isComment(event) && event.actor_kind === "user" ? event.changes?.macros?.[1] : null;
  return Array.isArray(usedMacros) && (macros === null || macros.some((each) => usedMacros.includes(each)));
}

function mayTrigger({ on, via, macros, field, from, to }: Trigger, event: Happened, ticket: TicketWords): boolean {
  const isBy = (actor: string, isInternal: boolean) =>
    isComment(event) && event.actor_kind === actor && event.changes?.is_internal?.[1] === isInternal;
  if (on === "created") return event.kind === "ticket.created" && (!via || via.includes(ticket.via ?? ""));
  if (on === "customer_replied") return isBy("contact", false);
  if (on === "agent_replied") return isBy("user", false);
  if (on === "note_added") return isBy("user", true);
  if (on === "macro_applied") return hasMacro(event, macros ?? null);
  if (on !== "changed") return true;
  const change = event.changes?.[field!];
  if (!change) return false;
  return field === "tags" || [from, to].every((words, side) => !words || words.includes(wordOf(change[side])));
}

const piecesOf = (list: string | undefined): string[] =>
  (list ?? "")
    .split(",")
    .map((piece) => piece.trim())
    .filter(Boolean);

function mayPass(filters: Rule["filters"], ticket: TicketWords): boolean {
  for (const [filter, column] of filterColumns()) {
    const words = piecesOf(filters[filter]);
    if (words.length > 0 && !words.some((word) => mayBe(word, wordOf(ticket[column])))) return false;
  }
  const tags = piecesOf(filters.tags);
  return tags.length === 0 || tags.some((tag) => ticket.tags.includes(tag.toLowerCase()));
}

// an ID can be written in several ways, so IDs are compared in one form
const mayBe = (word: string, value: string): boolean => word === value || (filterUuid(word) ?? word) === value;

/** Whether a rule may run for an event of a ticket; false only if it certainly does not. */
export const mayRun = ({ trigger, filters }: Pick<Rule, "trigger" | "filters">, event: Happened, ticket: TicketWords) =>
  mayTrigger(trigger, event, ticket) && mayPass(filters, ticket);
