import type { AutomationActions, Trigger } from "./automation-words.ts";
import { canRunTogether, END_STATUSES, FILTERS, filterOf, splitWords } from "./same-event.ts";
import { fieldEntries } from "./ticket-fields.ts";

// Separate from the endpoints, so that the web app checks a rule while it is written. At run time, MAX_CHAIN ends a loop.

/** The parts of an automation that decide whether it contradicts another. */
export interface CheckedRule {
  trigger: Trigger;
  filters: Readonly<Record<string, string>>;
  actions: AutomationActions;
}

/**
 * `loop`: each starts the other. `undone`: the other one undoes what this one sets. `undoes`: the reverse.
 * `alternates`: they run on different events of the same kind, and each undoes what the other one has set.
 * `overruled`: they can run on the same event, and the other one runs last. `overrules`: the reverse.
 */
export const CONTRADICTIONS = ["loop", "undone", "undoes", "alternates", "overruled", "overrules"] as const;
export type ContradictionKind = (typeof CONTRADICTIONS)[number];

export interface Contradiction {
  kind: ContradictionKind;
  /** The field that both set; `tags` if one adds a tag that the other one removes. */
  field: string;
  /** What this rule sets, and what the other one sets; "none" for no value. Of tags: the tag. */
  value: string;
  other_value: string;
}

/**
 * How a rule and another one undo each other; null if they do not. Actions of macros are not considered. `runsLast`:
 * whether the rule comes after the other one in the list.
 */
export function contradictionOf(rule: CheckedRule, other: CheckedRule, runsLast: boolean): Contradiction | null {
  const clash = clashOf(rule.actions, other.actions);
  if (!clash) return null;
  const [isUndone, undoes] = [startsOther(rule, other), startsOther(other, rule)];
  if (isUndone && undoes) return { kind: "loop", ...clash };
  if (isUndone) return { kind: "undone", ...clash };
  if (undoes) return { kind: "undoes", ...clash };
  if (canRunTogether(rule, other)) return { kind: runsLast ? "overrules" : "overruled", ...clash };
  return alternate(rule, other, clash) ? { kind: "alternates", ...clash } : null;
}

type Clash = Omit<Contradiction, "kind">;

const wordOf = (value: unknown): string => (value === null || value === "" ? "none" : String(value));
const tagsOf = ({ changes = {} }: AutomationActions, name: "add_tags" | "remove_tags"): string[] =>
  ((changes[name] ?? []) as string[]).map((tag) => tag.toLowerCase());
const isTags = (name: string): boolean => name === "add_tags" || name === "remove_tags";

const CHOICES = new Set<string>(fieldEntries().flatMap(([name, { choices }]) => (choices ? [name] : [])));
/** Whether a value is still to be chosen in the form. */
const isOpen = (field: string, value: unknown): boolean => value === null && CHOICES.has(field);

/** The first field that both set to different values, or the first tag that one adds and the other one removes. */
function clashOf(one: AutomationActions, other: AutomationActions): Clash | null {
  const others = other.changes ?? {};
  for (const [field, value] of Object.entries(one.changes ?? {}))
    if (!isTags(field) && field in others && !isOpen(field, value) && wordOf(value) !== wordOf(others[field]))
      return { field, value: wordOf(value), other_value: wordOf(others[field]) };
  const tag =
    tagsOf(one, "add_tags").find((each) => tagsOf(other, "remove_tags").includes(each)) ??
    tagsOf(one, "remove_tags").find((each) => tagsOf(other, "add_tags").includes(each));
  return tag === undefined ? null : { field: "tags", value: tag, other_value: tag };
}

/** Whether what a rule changes starts the other one on the same ticket. */
function startsOther(rule: CheckedRule, { trigger, filters }: CheckedRule): boolean {
  const { on, field, from, to } = trigger;
  if (on !== "changed") return false;
  const allows = (values: readonly string[] | undefined, value: string) =>
    !values || values.some((each) => each.toLowerCase() === value.toLowerCase());
  const changes = rule.actions.changes ?? {};
  const isStarted =
    field === "tags"
      ? tagsOf(rule.actions, "add_tags").some((tag) => !from && allows(to, tag)) ||
        tagsOf(rule.actions, "remove_tags").some((tag) => !to && allows(from, tag))
      : field! in changes && allows(to, wordOf(changes[field!])) && comesFrom(rule, field!, from);
  return isStarted && matchesAfter(rule, filters);
}

/** Whether a ticket can have one of these values of a field before the rule runs. */
function comesFrom({ filters, trigger }: CheckedRule, field: string, values: readonly string[] | undefined): boolean {
  if (!values) return true;
  const before = filters[filterOf(field)];
  const own = before ? splitWords(before) : trigger.field === field ? trigger.to : undefined;
  return !own || values.some((each) => own.includes(each.toLowerCase()));
}

/** Whether a ticket can match these filters after the rule has run on it. Other filters than those of fields may match. */
function matchesAfter({ filters: own, actions }: CheckedRule, filters: Readonly<Record<string, string>>): boolean {
  const changes = actions.changes ?? {};
  return Object.entries(filters).every(([filter, text]) => {
    if (filter === "open" && typeof changes.status === "string")
      return END_STATUSES.includes(changes.status) === (text === "false");
    if (filter === "tags") return !splitWords(text).every((tag) => tagsOf(actions, "remove_tags").includes(tag));
    const field = FILTERS.get(filter);
    if (!field) return true;
    const values = splitWords(text);
    if (field in changes) return values.includes(wordOf(changes[field]).toLowerCase());
    return !own[filter] || splitWords(own[filter]).some((each) => values.includes(each));
  });
}

/** Whether both run on events of the same kind, and each waits for what the other one has set. */
function alternate(rule: CheckedRule, other: CheckedRule, { field }: Clash): boolean {
  const { on } = rule.trigger;
  // a ticket is created once; changes of fields are considered one after the other
  if (on !== other.trigger.on || on === "created" || on === "changed") return false;
  const filter = field === "tags" ? "tags" : filterOf(field);
  const waits = (one: CheckedRule) => Boolean(one.filters[filter]);
  return waits(rule) && waits(other) && matchesAfter(rule, other.filters) && matchesAfter(other, rule.filters);
}
