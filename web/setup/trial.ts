import { type AutomationActions, CREATED_VIAS, type Trigger } from "../../wire/automation-words.ts";
import { CATEGORIES, type Category, PRIORITIES, type Priority } from "../../wire/ticket-words.ts";

/** What a trial ticket is like. */
export interface Trial {
  /** A word that it contains; empty for none. */
  about: string;
  category: Category;
  priority: Priority;
  /** How it arrives. */
  via: (typeof CREATED_VIAS)[number];
}

interface Rule {
  name: string;
  trigger: Trigger;
  filters: Record<string, string>;
  actions: AutomationActions;
  is_active: boolean;
  created_at: string;
}

interface Policy {
  filters: Record<string, string>;
  is_active: boolean;
  created_at: string;
}

/** The automations that new tickets trigger, however they are created. */
export const rulesOnCreation = <R extends Pick<Rule, "trigger" | "is_active">>(rules: readonly R[]): R[] =>
  rules.filter(({ trigger: { on }, is_active }) => is_active && on === "created");

const newestFirst = (one: { created_at: string }, other: { created_at: string }) =>
  other.created_at.localeCompare(one.created_at);

const firstOf = (values: string | undefined) => values?.split(",")[0]?.trim() ?? "";

/** A ticket that the newest rule and the newest policy are for, as far as its fields can tell. */
export function trialFor(rules: readonly Rule[], policies: readonly Policy[]): Trial {
  const [rule] = rulesOnCreation(rules).toSorted(newestFirst);
  const [policy] = policies.filter(({ is_active }) => is_active).toSorted(newestFirst);
  const first = (field: string) => firstOf(rule?.filters[field]) || firstOf(policy?.filters[field]);
  return {
    about: firstOf(rule?.filters.subject) || firstOf(rule?.filters.text),
    category: CATEGORIES.find((each) => each === first("category")) ?? "technical",
    priority: PRIORITIES.find((each) => each === first("priority")) ?? "medium",
    via: CREATED_VIAS.find((each) => each === rule?.trigger.via?.[0]) ?? "web",
  };
}
