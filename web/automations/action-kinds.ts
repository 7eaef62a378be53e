import type { AutomationActions } from "../../wire/automation-words.ts";
import { fieldEntries } from "../../wire/ticket-fields.ts";

/** The empty value of a field, as a choice in a list. */
export const NONE = "none";
const FIRST_SNOOZE_HOURS = 24;

/** How a rule holds one kind of action. */
interface ActionKind {
  isIn(actions: AutomationActions): boolean;
  /** Whether it can be added; if omitted, unless the rule has it. */
  isFree?(actions: AutomationActions): boolean;
  /** Adds it, with the value that was chosen for it, if any. */
  add(actions: AutomationActions, value?: string): AutomationActions;
  remove(actions: AutomationActions): AutomationActions;
}

const ofKey = <Key extends keyof AutomationActions>(
  key: Key,
  first: AutomationActions[Key],
  read: (value: string) => AutomationActions[Key] = () => first,
): ActionKind => ({
  isIn: (actions) => actions[key] !== undefined,
  add: (actions, value) => ({ ...actions, [key]: value === undefined ? first : read(value) }),
  remove: ({ [key]: _, ...rest }) => rest,
});

const ofSurvey = (survey: "start" | "none"): ActionKind => ({
  ...ofKey("survey", survey),
  isIn: (actions) => actions.survey === survey,
  // a rule has at most one of the two about surveys
  isFree: (actions) => actions.survey === undefined,
});

const ofChange = (name: string, first: unknown, read: (value: string) => unknown): ActionKind => ({
  isIn: ({ changes = {} }) => name in changes,
  add: (actions, value) => withChange(actions, name, value === undefined ? first : read(value)),
  remove({ changes = {}, ...rest }) {
    const { [name]: _, ...others } = changes;
    return Object.keys(others).length > 0 ? { ...rest, changes: others } : rest;
  },
});

/** Sets a field to a value, or adds and removes tags. */
export const withChange = (actions: AutomationActions, name: string, value: unknown): AutomationActions => ({
  ...actions,
  changes: { ...actions.changes, [name]: value },
});

/** The value of a field that a choice stands for. */
export const valueOfChoice = (field: string, choice: string): string | null =>
  choice === NONE ? (field === "assigned_to" ? null : "") : choice;

/** The fields that an automation can set. */
export const FIELDS_TO_SET: readonly string[] = fieldEntries()
  .filter(([, { kind, isBulk = false }]) => isBulk && kind !== "instant" && kind !== "tags")
  .map(([name]) => name);
export const TAG_ACTIONS = ["add_tags", "remove_tags"] as const;
/** Actions with a text. */
export const TEXTS = ["note", "reply", "notify"] as const;
export const OTHERS = ["macro", "snooze", "survey_start", "survey_none"] as const;

export const isTags = (name: string): boolean => (TAG_ACTIONS as readonly string[]).includes(name);

const KINDS: Readonly<Record<string, ActionKind>> = {
  ...Object.fromEntries(
    FIELDS_TO_SET.map((name) => [name, ofChange(name, null, (choice) => valueOfChoice(name, choice))]),
  ),
  ...Object.fromEntries(TAG_ACTIONS.map((name) => [name, ofChange(name, [], (tag) => [tag])])),
  note: ofKey("note", ""),
  reply: ofKey("reply", ""),
  notify: ofKey("notify", { to: ["lead"], text: "" }, (person) => ({ to: [person], text: "" })),
  macro: ofKey("macro", "", (id) => id),
  snooze: ofKey("snooze", FIRST_SNOOZE_HOURS),
  survey_start: ofSurvey("start"),
  survey_none: ofSurvey("none"),
} satisfies Record<(typeof TEXTS)[number] | (typeof OTHERS)[number], ActionKind> & Record<string, ActionKind>;

/** Those of these kinds that a rule has. */
export const kindsIn = <Name extends string>(actions: AutomationActions, names: readonly Name[]): Name[] =>
  names.filter((name) => KINDS[name]!.isIn(actions));

/** The kinds that can still be added to a rule, in the order in which they are offered. */
export const kindsLeft = (actions: AutomationActions): string[] =>
  Object.keys(KINDS).filter((name) => {
    const { isIn, isFree } = KINDS[name]!;
    return isFree ? isFree(actions) : !isIn(actions);
  });

export const addAction = (actions: AutomationActions, name: string, value?: string): AutomationActions =>
  KINDS[name]!.add(actions, value);

export const removeAction = (actions: AutomationActions, name: string): AutomationActions =>
  KINDS[name]!.remove(actions);
