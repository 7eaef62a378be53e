import "../lib/later-texts.ts";
import { namesInLoop, RUN_REMARKS } from "../../wire/automation-remarks.ts";
import type { AutomationActions, Trigger } from "../../wire/automation-words.ts";
import { type FieldEntry, fieldEntries } from "../../wire/ticket-fields.ts";
import { locale, type Translate, useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import { choiceWord } from "./choice-words.ts";
import { isPersonFilter, isTextFilter, spanWords } from "./filter-words.ts";
import { isRelation, type TicketRelation, useNamesOf } from "./relation-names.ts";

type PersonName = (id: string) => string;
/** The name of a person or a macro. */
type NameOf = (id: string) => string;

/** Words as a list in the app's language: "email or the help center". */
const listText = (words: readonly string[], type: "conjunction" | "disjunction"): string =>
  new Intl.ListFormat(locale(), { type }).format(words);

export const fieldName = (t: Translate, name: string): string =>
  t(`fields.${name as "status"}`, { defaultValue: name });

const entryOf = (name: string): FieldEntry | undefined => fieldEntries().find(([each]) => each === name);

/** A value of a field in words; "none" and nothing are no value. */
export function valueWord(t: Translate, person: PersonName, field: string, value: unknown): string {
  if (value === null || value === undefined || value === "" || value === "none")
    return field === "assigned_to"
      ? t("inbox.nobody")
      : field === "assigned_team"
        ? t("inbox.noTeam")
        : t("common.none");
  if (Array.isArray(value)) return value.join(", ");
  if (field === "assigned_to") return person(String(value));
  if (field === "tags") return String(value).split(",").join(", ");
  const kind = entryOf(field)?.[1].kind;
  if (kind === "instant") return momentOf(String(value));
  return kind === "choice" ? choiceWord(t, field, String(value)) : String(value);
}

/** A change in short: "Status: Pending", "Tags: +vip". */
export function changeWord(t: Translate, person: PersonName, name: string, value: unknown): string {
  const tags = (sign: string) => `${fieldName(t, "tags")}: ${(value as string[]).map((tag) => sign + tag).join(" ")}`;
  if (name === "add_tags") return tags("+");
  if (name === "remove_tags") return tags("−");
  return `${fieldName(t, name)}: ${valueWord(t, person, name, value)}`;
}

/** When it runs, as part of a sentence: "a ticket is created by email". */
export function triggerWords(t: Translate, nameOf: NameOf, trigger: Trigger): string {
  const { on, via, macros, field, from, to, hours, calendar } = trigger;
  const list = (values: readonly string[]) =>
    listText(
      values.map((each) => valueWord(t, nameOf, field!, each)),
      "disjunction",
    );
  if (on === "created" && via) {
    const ways = via.map((each) => t(`automations.vias.${each as "web"}`));
    return t("automations.createdBy", { ways: listText(ways, "disjunction") });
  }
  if (on === "changed")
    return [
      t("automations.fieldChanges", { field: fieldName(t, field!) }),
      from && t("automations.from", { values: list(from) }),
      to && t("automations.to", { values: list(to) }),
    ]
      .filter(Boolean)
      .join(" ");
  if (on === "macro_applied" && macros)
    return t("automations.macroApplied", { names: listText(macros.map(nameOf), "disjunction") });
  if (hours)
    return t(calendar ? "automations.forOpenHours" : "automations.forHours", {
      what: t(`automations.triggers.${on}`),
      count: hours,
    });
  return t(`automations.triggers.${on}`);
}

/** What it does, as parts of a sentence: "set the priority to High". */
export function actionWords(
  t: Translate,
  nameOf: NameOf,
  { changes = {}, note, reply, macro, snooze, notify, survey }: AutomationActions,
) {
  return [
    ...Object.entries(changes).map(([name, value]) =>
      name === "add_tags" || name === "remove_tags"
        ? t(`automations.did.${name}`, {
            values: listText(value as string[], "conjunction"),
            count: (value as string[]).length,
          })
        : t("automations.did.set", { field: fieldName(t, name), value: valueWord(t, nameOf, name, value) }),
    ),
    ...(survey ? [t(`automations.did.survey_${survey}`)] : []),
    ...(note === undefined ? [] : [t("automations.did.note")]),
    ...(reply === undefined ? [] : [t("automations.did.reply")]),
    ...(macro === undefined ? [] : [t("automations.did.macro", { name: nameOf(macro) })]),
    ...(snooze === undefined ? [] : [t("automations.did.snooze", { count: snooze })]),
    ...(notify
      ? [
          t("automations.did.notify", {
            values: listText(
              notify.to.map((each) =>
                each.includes("-") ? nameOf(each) : t(`automations.notified.${each as "team"}`),
              ),
              "conjunction",
            ),
          }),
        ]
      : []),
  ];
}

/** Why a run did not do all that its rule says, in the user's language if it is one of the usual reasons. */
export function remarkWords(t: Translate, remark: string): string {
  const names = namesInLoop(remark);
  if (names !== null) return t("automations.remarks.loop", { names });
  const name = (Object.keys(RUN_REMARKS) as (keyof typeof RUN_REMARKS)[]).find((each) => RUN_REMARKS[each] === remark);
  return name ? t(`automations.remarks.${name}`) : remark;
}

/** What changed in a ticket: "Priority: Medium → High". */
export const changeLines = (t: Translate, person: PersonName, changes: Record<string, unknown[]> | null): string[] =>
  Object.entries(changes ?? {}).map(
    ([name, [before, after]]) =>
      `${fieldName(t, name)}: ${valueWord(t, person, name, before)} → ${valueWord(t, person, name, after)}`,
  );

/** What an automation did not have to change in a ticket: "Priority was High already". */
export function keptLines(
  t: Translate,
  person: PersonName,
  actions: AutomationActions["changes"],
  changes: Record<string, unknown[]> | null,
): string[] {
  const [before, after] = ["tags" in (changes ?? {}) ? changes!.tags! : []].flatMap((sides) =>
    [0, 1].map((at) => tagsIn(sides[at])),
  );
  return Object.entries(actions ?? {}).flatMap(([name, value]) => {
    if (name !== "add_tags" && name !== "remove_tags")
      return changes && name in changes
        ? []
        : [t("automations.why.was", { field: fieldName(t, name), value: valueWord(t, person, name, value) })];
    const [without, within] = name === "add_tags" ? [before!, after!] : [after!, before!];
    const unchangedTags = (value as string[]).filter(
      (tag) => without.has(tag.toLowerCase()) || !within.has(tag.toLowerCase()),
    );
    if (unchangedTags.length === 0) return [];
    return [
      t(`automations.why.${name === "add_tags" ? "had" : "lacked"}`, {
        count: unchangedTags.length,
        values: listText(unchangedTags, "conjunction"),
      }),
    ];
  });
}

const tagsIn = (list: unknown): ReadonlySet<string> =>
  new Set(
    String(list ?? "")
      .split(",")
      .map((tag) => tag.trim().toLowerCase())
      .filter(Boolean),
  );

/** The names of the companies, contacts or zones of a filter. */
export type RelationNames = Record<TicketRelation, readonly string[]>;

/** Each condition of a rule: "Category Billing", "Subject contains invoice or payment". */
export const conditionWords = (
  t: Translate,
  person: PersonName,
  filters: Record<string, string>,
  names: RelationNames,
): string[] =>
  [...new Set(Object.keys(filters).map((filter) => filter.replace(/_(after|before)$/, "")))].map((field) => {
    const label = t(`filters.fields.${field as "team"}`, { defaultValue: fieldName(t, field) });
    const value = filters[field];
    if (value === undefined)
      return `${label} ${spanWords(t, { after: filters[`${field}_after`] ?? "", before: filters[`${field}_before`] ?? "" })}`;
    if (value === "true") return label;
    if (value === "false") return t("filters.fields.not", { name: label });
    const values = isRelation(field)
      ? names[field]
      : value.split(",").map((each) => filterWord(t, person, field, each));
    const is = isTextFilter(field) ? `${label} ${t("filters.contains")}` : label;
    return `${is} ${listText(values, "disjunction")}`;
  });

/** One value of a filter. */
function filterWord(t: Translate, person: PersonName, filter: string, value: string): string {
  if (filter === "sla") return t(`filters.sla.${value as "none"}`);
  if (filter !== "assigned_to" && isPersonFilter(filter)) return person(value);
  const entry = fieldEntries().find(([, field]) => field.filter === filter);
  return entry ? valueWord(t, person, entry[0], value) : value;
}

/** The conditions of a rule, with the names of companies, contacts and zones as soon as they are read. */
export function useConditionWords(person: PersonName, filters: Record<string, string>): string[] {
  const t = useTexts();
  const ids = (relation: TicketRelation) => filters[relation]?.split(",") ?? [];
  const names = {
    company: useNamesOf("company", ids("company")),
    contact: useNamesOf("contact", ids("contact")),
    zone: useNamesOf("zone", ids("zone")),
  };
  return conditionWords(t, person, filters, names);
}
