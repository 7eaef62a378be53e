import type { Trigger } from "../../wire/automation-words.ts";
import { filterUuid, searchTerms } from "../../wire/query.ts";
import { fieldEntries } from "../../wire/ticket-fields.ts";
import type { ReadEvent } from "../events/reader.ts";
import { piecesOf } from "../inbox/filter-request.ts";
import { TEXT_FILTER_NAMES, wantedTags } from "../inbox/marks.ts";
import type { Condition } from "../search/planner.ts";
import { clausesOf } from "../search/terms.ts";
import type { Rule } from "./automations.ts";
import { storedCondition } from "./filter-condition.ts";

// A desk may have many rules, but an event concerns few of them. This sieve drops the rules that cannot match the event or
// its ticket, so that the deciding statement has few conditions. It is only rough: the statement decides whether a rule runs.

/** The fields of a ticket with a word or an ID as their value, the channel that it came by, and its tags in lower case. */
export type TicketWords = Readonly<Record<string, string | null>> & { readonly tags: readonly string[] };

type EventFacts = Pick<ReadEvent, "kind" | "actor_kind" | "changes">;

/** A rule with the conditions that the sieve checks, computed once. */
export interface Candidate {
  rule: Rule;
  filter: Condition;
  /** By column: the ticket must have one of these values. */
  columns: readonly (readonly [column: string, values: ReadonlySet<string>])[];
  /** The ticket must have one of these tags; empty: any. */
  tags: readonly string[];
  /** The ticket must contain a word of each of these lists. */
  words: readonly (readonly string[])[];
}

/**
 * The conditions of a rule for the sieve; null if the rule never runs, because a field or value of its filters no longer
 * exists.
 */
export function candidateOf(rule: Rule): Candidate | null {
  const { filters } = rule;
  const filter = storedCondition(filters);
  if (!filter) return null;
  return {
    rule,
    filter,
    columns: [...filterColumns()].flatMap(([name, column]) => {
      const words = piecesOf(filters[name]);
      // an ID can be written in several ways
      return words.length > 0 ? [[column, new Set(words.flatMap((word) => [word, filterUuid(word) ?? word]))]] : [];
    }),
    tags: wantedTags(piecesOf(filters.tags)),
    words: wordsIn(filters),
  };
}

/** The words that a ticket must contain: one of each clause of a search, and one of the texts of each filter. */
function wordsIn({ q = "", search = "", ...filters }: Record<string, string>): string[][] {
  return [
    ...clausesOf(q.toWellFormed()).map(({ terms }) => terms.map(({ text }) => text)),
    ...searchTerms(search.toWellFormed()).map((term) => [term]),
    ...TEXT_FILTER_NAMES.map((name) => piecesOf(filters[name]?.toWellFormed())).filter(({ length }) => length > 0),
  ];
}

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

const isComment = ({ kind, changes }: EventFacts): boolean => kind === "comment.added" && !changes?.ticket;
const wordOf = (value: unknown): string =>
  value === null || value === undefined || value === "" ? "none" : String(value);

/** Whether an agent used one of these macros for it; null: any macro. */
function hasMacro(event: EventFacts, macros: readonly string[] | null): boolean {
  const usedMacros = isComment(event) && event.actor_kind === "user" ? event.changes?.macros?.[1] : null;
  return Array.isArray(usedMacros) && (macros === null || macros.some((each) => usedMacros.includes(each)));
}

function mayTrigger({ on, via, macros, field, from, to }: Trigger, event: EventFacts, ticket: TicketWords): boolean {
  const isBy = (actor: string, isInternal: boolean) =>
    isComment(event) && event.actor_kind === actor && event.changes?.is_internal?.[1] === isInternal;
  switch (on) {
    case "created":
      return event.kind === "ticket.created" && (!via || via.includes(ticket.via ?? ""));
    case "customer_replied":
      return isBy("contact", false);
    case "agent_replied":
      return isBy("user", false);
    case "note_added":
      return isBy("user", true);
    case "macro_applied":
      return hasMacro(event, macros ?? null);
    case "changed": {
      const change = event.changes?.[field!];
      if (!change) return false;
      return field === "tags" || [from, to].every((words, side) => !words || words.includes(wordOf(change[side])));
    }
    case "sla_breached":
    case "unanswered":
    case "unchanged":
      return true;
  }
}

/** Whether a rule may run for an event of a ticket, whatever the ticket's texts are; false only if it certainly does not. */
export const mayRun = ({ rule, columns, tags }: Candidate, event: EventFacts, ticket: TicketWords): boolean =>
  mayTrigger(rule.trigger, event, ticket) &&
  columns.every(([column, values]) => values.has(wordOf(ticket[column]))) &&
  (tags.length === 0 || tags.some((tag) => ticket.tags.includes(tag)));

/** Whether a ticket with these words may have the texts that a rule wants. */
export const mayContain = (
  { words }: Pick<Candidate, "words">,
  ticketWords: ReadonlySet<string> | undefined,
): boolean => words.every((list) => list.some((word) => ticketWords?.has(word)));
