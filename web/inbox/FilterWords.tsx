import type { SlaState } from "../../wire/sla-words.ts";
import type { Category, Priority, Status, Team } from "../../wire/ticket-words.ts";
import { useTexts } from "../lib/texts.ts";
import type { Filters, InList } from "./address.ts";
import { type FilterField, isFlag, isWhen, listOf, spanOf, useSpanWords } from "./filter-fields.ts";
import { isRelation, type Relation, useNamesOf, usePersonName } from "./filter-options.ts";

const SHOWN = 2;

/** A filter in words: "Status New, Pending". */
export function FilterWords({ field, filters }: { field: FilterField; filters: Filters }) {
  const t = useTexts();
  const name = t(`filters.fields.${field}`);
  if (isFlag(field)) return <b style={{ fontWeight: 550 }}>{name}</b>;
  return (
    <>
      <span style={{ color: "var(--ink-3)" }}>{name}</span>{" "}
      <b style={{ fontWeight: 550 }}>
        <Values field={field} filters={filters} />
      </b>
    </>
  );
}

function Values({ field, filters }: { field: Exclude<FilterField, never>; filters: Filters }) {
  const words = useSpanWords();
  if (isWhen(field)) return words(spanOf(filters, field));
  const values = listOf(filters[field]);
  if (isRelation(field)) return <Names relation={field} ids={values} />;
  return <Words field={field as InList} values={values} />;
}

const few = (words: readonly string[]) =>
  words.length > SHOWN + 1 ? `${words.slice(0, SHOWN).join(", ")} +${words.length - SHOWN}` : words.join(", ");

const Names = ({ relation, ids }: { relation: Relation; ids: string[] }) => few(useNamesOf(relation, ids));

function Words({ field, values }: { field: InList; values: string[] }) {
  const word = useWordOf(field);
  return few(values.map(word));
}

/** The label of a value of a filter. */
export function useWordOf(field: InList): (value: string) => string {
  const t = useTexts();
  const person = usePersonName();
  return (value) => {
    if (field === "status") return t(`statuses.${value as Status}`);
    if (field === "priority") return t(`priorities.${value as Priority}`);
    if (field === "category") return t(`categories.${value as Category}`);
    if (field === "team") return value === "none" ? t("inbox.noTeam") : t(`roles.${value as Exclude<Team, "">}`);
    if (field === "sla") return t(`filters.sla.${value as SlaState | "none"}`);
    return field === "tags" ? value : person(value);
  };
}
