import type { SlaState } from "../../wire/sla-words.ts";
import { useTexts } from "../lib/texts.ts";
import { choiceWord } from "../tickets/choice-words.ts";
import { isPersonFilter, isTextFilter, spanWords } from "../tickets/filter-words.ts";
import { isRelation, type TicketRelation, useNamesOf } from "../tickets/relation-names.ts";
import type { Filters, InList } from "./address.ts";
import { dateRangeOf, type FilterField, fieldOf, isFlag, isWhen, splitValues } from "./filter-fields.ts";
import { usePersonName } from "./filter-options.ts";
import { filterLabel } from "./labels.ts";

const MAX_SHOWN = 2;

/** A filter in words: "Status New, Pending", "Subject contains invoice". */
export function FilterWords({ field, filters }: { field: FilterField; filters: Filters }) {
  const t = useTexts();
  const name = filterLabel(t, field);
  const flag = filters[field as "open"] === "false" ? t("filters.fields.not", { name }) : name;
  if (isFlag(field)) return <b style={{ fontWeight: 550 }}>{flag}</b>;
  return (
    <>
      <span style={{ color: "var(--ink-3)" }}>{isTextFilter(field) ? `${name} ${t("filters.contains")}` : name}</span>{" "}
      <b style={{ fontWeight: 550 }}>
        <Values field={field} filters={filters} />
      </b>
    </>
  );
}

function Values({ field, filters }: { field: Exclude<FilterField, never>; filters: Filters }) {
  const t = useTexts();
  if (isWhen(field)) return spanWords(t, dateRangeOf(filters, field));
  const values = splitValues(filters[field]);
  if (isRelation(field)) return <Names relation={field} ids={values} />;
  return <Words field={field as InList} values={values} />;
}

const few = (words: readonly string[]) =>
  words.length > MAX_SHOWN + 1
    ? `${words.slice(0, MAX_SHOWN).join(", ")} +${words.length - MAX_SHOWN}`
    : words.join(", ");

const Names = ({ relation, ids }: { relation: TicketRelation; ids: string[] }) => few(useNamesOf(relation, ids));

function Words({ field, values }: { field: InList; values: string[] }) {
  const word = useFilterWord();
  return few(values.map((value) => word(field, value)));
}

/** The label of a value of a filter. */
export function useFilterWord(): (filter: string, value: string) => string {
  const t = useTexts();
  const person = usePersonName();
  return (filter, value) => {
    if (filter === "sla") return t(`filters.sla.${value as SlaState | "none"}`);
    const [name, field] = fieldOf(filter) ?? [];
    if (name && field?.kind === "choice") {
      if (value !== "none") return choiceWord(t, name, value);
      return name === "assigned_team" ? t("inbox.noTeam") : t("common.none");
    }
    return isPersonFilter(filter) ? person(value) : value;
  };
}
