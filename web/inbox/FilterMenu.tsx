import "../lib/later-texts.ts";
import { IconArrowLeft } from "@tabler/icons-react";
import { useState } from "react";
import { VIEWER_FLAGS } from "../../wire/inbox-words.ts";
import { useTexts } from "../lib/texts.ts";
import { startOfDay } from "../lib/time.ts";
import { isPersonFilter } from "../tickets/filter-words.ts";
import { PriorityMark } from "../tickets/PriorityMark.tsx";
import { isRelation, type TicketRelation, useNamesOf } from "../tickets/relation-names.ts";
import { StatusMark } from "../tickets/StatusMark.tsx";
import { synonymsOf } from "../tickets/synonyms.ts";
import { Picker } from "../ui/Picker.tsx";
import type { Choice } from "../ui/use-picking.ts";
import { useTypedDate } from "../ui/use-typed-date.ts";
import { type DateField, type Filters, type InList, WHENS } from "./address.ts";
import styles from "./FilterMenu.module.css";
import { useFilterWord } from "./FilterWords.tsx";
import { toggleValue, withSpan } from "./filter-changes.ts";
import {
  dateRangeOf,
  FILTER_FIELDS,
  FILTER_WORDS,
  type FilterField,
  isFlag,
  isWhen,
  splitValues,
  withoutFilter,
} from "./filter-fields.ts";
import { useFilterOptions } from "./filter-options.ts";
import { filterLabel } from "./labels.ts";
import { dayOfBound, spanChoices, spanIn, typedSpanChoices } from "./spans.ts";
import { useKnownTags } from "./tags.ts";
import type { Inbox } from "./use-inbox.ts";
import { usePeople } from "./use-people.ts";

/** The list whose filters the menu changes. */
export interface FilterTarget extends Pick<Inbox, "filters" | "setFilters"> {
  /** Leaves out filters that mean something else for each user. */
  isForAll?: boolean;
}

interface Props {
  inbox: FilterTarget;
  /** The filter to change; left out when adding one. */
  field?: FilterField | undefined;
  onClose(): void;
}

interface DayProps {
  label: string;
  day: string;
  onDay(day: string): void;
}

function DayInput({ label, day, onDay }: DayProps) {
  return (
    <label>
      {label}
      <input type="date" {...useTypedDate(day, onDay)} />
    </label>
  );
}

/** Chooses a filter, then its values; works with the keyboard alone. */
export function FilterMenu({ inbox, field: firstField, onClose }: Props) {
  const t = useTexts();
  const [chosenField, setChosenField] = useState(firstField);
  const set: Inbox["setFilters"] = (filters) => inbox.setFilters(filters);
  if (!chosenField) return <FieldPicker inbox={inbox} onField={setChosenField} onClose={onClose} />;
  const props = { filters: inbox.filters, set, onClose, isForAll: inbox.isForAll };
  return (
    <div>
      {!firstField && (
        <button type="button" className={styles.back} onClick={() => setChosenField(undefined)}>
          <IconArrowLeft size={14} aria-hidden />
          {filterLabel(t, chosenField)}
        </button>
      )}
      {isFlag(chosenField) ? (
        <FlagPicker {...props} field={chosenField} />
      ) : isWhen(chosenField) ? (
        <SpanPicker {...props} field={chosenField} />
      ) : isRelation(chosenField) ? (
        <RelationPicker {...props} field={chosenField} />
      ) : (
        <WordPicker {...props} field={chosenField} />
      )}
    </div>
  );
}

const OF_THE_VIEWER: readonly FilterField[] = VIEWER_FLAGS;

// as in all other lists of priorities
const mostUrgentFirst = (field: string, words: readonly string[]) =>
  field === "priority" ? words.toReversed() : words;

interface FieldPickerProps {
  inbox: FilterTarget;
  onField(field: FilterField): void;
  onClose(): void;
}

/** Values of all filters, with the filter beside each: "urg" finds Priority: Urgent, "fay" finds Assignee: Fay. */
function useDirect(text: string, isForAll: boolean): Choice[] {
  const t = useTexts();
  const word = useFilterWord();
  const people = usePeople({ withNobody: true, isForAll });
  const tags = useKnownTags();
  const of = (field: FilterField, choices: readonly Choice[]): Choice[] =>
    choices.map((each) => ({ ...each, value: `${field}:${each.value}`, hint: filterLabel(t, field) }));
  return [
    ...Object.entries(FILTER_WORDS).flatMap(([field, words]) =>
      of(
        field as FilterField,
        mostUrgentFirst(field, words).map((value) => ({
          value,
          label: word(field, value),
          synonyms: synonymsOf(t, field, value),
        })),
      ),
    ),
    ...of("assigned_to", people),
    ...of(
      "tags",
      tags.map((value) => ({ value, label: value })),
    ),
    // "older than 3 days"
    ...(/\p{N}/u.test(text) && /\p{L}/u.test(text)
      ? WHENS.flatMap((field) => of(field, typedSpanChoices(t, field, text)))
      : []),
  ];
}

function FieldPicker({ inbox, onField, onClose }: FieldPickerProps) {
  const t = useTexts();
  const names = inbox.isForAll ? FILTER_FIELDS.filter((field) => !OF_THE_VIEWER.includes(field)) : FILTER_FIELDS;
  const fields: Choice[] = names.map((field) => ({ value: field, label: filterLabel(t, field) }));
  const [text, setText] = useState("");
  const direct = useDirect(text, inbox.isForAll ?? false);
  const entries = text.trim() ? [...fields, ...direct] : fields;
  const pick = (value: string) => {
    // a tag may contain a colon
    const [field, choice] = value.split(/:(.*)/s) as [FilterField, string | undefined];
    const span = isWhen(field) && choice && spanIn(choice);
    if (span) inbox.setFilters(withSpan(inbox.filters, field, span));
    else if (choice) inbox.setFilters(toggleValue(inbox.filters, field as InList, choice));
    else if (isFlag(field)) inbox.setFilters({ ...inbox.filters, [field]: "true" });
    else return onField(field);
    onClose();
  };
  return <Picker label={t("filterMenu.by")} choices={entries} onPick={pick} onSearch={setText} onEscape={onClose} />;
}

interface ValueProps<F> {
  field: F;
  filters: Filters;
  set: Inbox["setFilters"];
  onClose(): void;
  isForAll?: boolean | undefined;
}

function FlagPicker({ field, filters, set, onClose }: ValueProps<FilterField>) {
  const t = useTexts();
  const pick = (value: string) => {
    set(value === "on" ? { ...filters, [field]: "true" } : withoutFilter(filters, field));
    onClose();
  };
  const options = [
    { value: "on", label: filterLabel(t, field) },
    { value: "off", label: t("filterMenu.any") },
  ];
  return <Picker label={filterLabel(t, field)} choices={options} onPick={pick} onEscape={onClose} />;
}

function WordPicker({ field, filters, set, onClose, isForAll = false }: ValueProps<Exclude<InList, TicketRelation>>) {
  const t = useTexts();
  const word = useFilterWord();
  const people = usePeople({ withNobody: field === "assigned_to", isForAll });
  const tags = useKnownTags();
  const [text, setText] = useState("");
  const values = splitValues(filters[field]);
  const isTyped = !FILTER_WORDS[field];
  const options: Choice[] = isPersonFilter(field)
    ? people
    : isTyped
      ? [
          ...new Set([
            ...values,
            ...(field === "tags" ? tags : []),
            ...(text.trim() ? [text.trim().replaceAll(",", " ")] : []),
          ]),
        ].map((tag) => ({
          value: tag,
          label: tag,
        }))
      : mostUrgentFirst(field, FILTER_WORDS[field]!).map((value) => ({
          value,
          label: word(field, value),
          synonyms: synonymsOf(t, field, value),
          icon: <Mark field={field} value={value} />,
        }));
  return (
    <Picker
      label={filterLabel(t, field)}
      choices={options}
      chosen={new Set(values)}
      onPick={(value) => set((now) => toggleValue(now, field, value))}
      onSearch={setText}
      onEscape={onClose}
    />
  );
}

function Mark({ field, value }: { field: string; value: string }) {
  if (field === "status")
    return (
      <span aria-hidden className={styles.mark}>
        <StatusMark status={value as never} isBare />
      </span>
    );
  if (field === "priority")
    return (
      <span aria-hidden className={styles.mark}>
        <PriorityMark priority={value as never} isBare />
      </span>
    );
  return null;
}

function RelationPicker({ field, filters, set, onClose }: ValueProps<TicketRelation>) {
  const t = useTexts();
  const [text, setText] = useState("");
  const { choices, ...find } = useFilterOptions(field, text);
  const values = splitValues(filters[field]);
  const names = useNamesOf(field, values);
  const selection = values.map((value, n) => ({ value, label: names[n]! }));
  const entries = text ? choices : [...selection, ...choices.filter(({ value }) => !values.includes(value))];
  return (
    <Picker
      label={filterLabel(t, field)}
      placeholder={t("filterMenu.find")}
      choices={entries}
      isFound
      chosen={new Set(values)}
      onPick={(value) => set((now) => toggleValue(now, field, value))}
      onSearch={setText}
      {...find}
      onEscape={onClose}
    />
  );
}

function SpanPicker({ field, filters, set, onClose }: ValueProps<DateField>) {
  const t = useTexts();
  const [text, setText] = useState("");
  const span = dateRangeOf(filters, field);
  const pick = (value: string) => {
    set(withSpan(filters, field, spanIn(value)));
    onClose();
  };
  const onDay = (side: "after" | "before", day: string) =>
    set(withSpan(filters, field, { ...span, [side]: day && startOfDay(day) }));
  return (
    <>
      <Picker
        label={filterLabel(t, field)}
        placeholder={t("filterMenu.days")}
        choices={spanChoices(t, field, text)}
        onPick={pick}
        onSearch={setText}
        onEscape={onClose}
      />
      <div className={styles.days}>
        {(["after", "before"] as const).map((side) => (
          <DayInput
            key={side}
            label={t(`filterMenu.${side}`)}
            day={dayOfBound(span[side])}
            onDay={(day) => onDay(side, day)}
          />
        ))}
      </div>
    </>
  );
}
