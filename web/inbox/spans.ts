import "../lib/later-texts.ts";
import type { Translate } from "../lib/texts.ts";
import { wallTimeOf } from "../lib/time.ts";
import { BARE_DAY, type DateRange, RELATIVE_DAY, spanWords } from "../tickets/filter-words.ts";
import type { Choice } from "../ui/use-picking.ts";
import type { DateField } from "./address.ts";

const RECENT: readonly DateRange[] = [{ after: "-1d" }, { after: "-7d" }, { after: "-30d" }, { before: "-30d" }];
const SPANS: Partial<Record<DateField, readonly DateRange[]>> = {
  created: [
    { after: "-1d" },
    { after: "-7d" },
    { after: "-30d" },
    { before: "-3d" },
    { before: "-7d" },
    { before: "-30d" },
  ],
  updated: [{ after: "-1d" }, { after: "-7d" }, { after: "-30d" }, { before: "-3d" }, { before: "-14d" }],
  due: [{ before: "0d" }, { after: "0d", before: "1d" }, { after: "0d", before: "7d" }, { after: "7d" }],
  first_response: RECENT,
  resolved: RECENT,
};

// the times of these are never in the future
const PAST: readonly DateField[] = ["created", "updated", "first_response", "resolved"];

/** The spans of so many days as the text says, if it contains a number. */
function typedSpans(field: DateField, text: string): DateRange[] {
  const n = Number(/\d{1,4}/.exec(text.normalize("NFKC"))?.[0] ?? 0);
  if (n === 0) return [];
  const past: DateRange[] = [{ after: `-${n}d` }, { before: `-${n}d` }];
  if (PAST.includes(field)) return past;
  return [{ after: "0d", before: `${n}d` }, { after: `${n}d` }, ...past.toReversed()];
}

const valueFor = ({ after = "", before = "" }: DateRange) => `${after}..${before}`;

/** The span that a choice stands for. */
export function spanIn(value: string): DateRange {
  const [after, before] = value.split("..");
  return { ...(after && { after }), ...(before && { before }) };
}

/** Other words for a span, by which typing finds it too: "older than 3 days". */
function synonymsOf(t: Translate, { after = "", before = "" }: DateRange): string {
  const side = before && !after.startsWith("-") ? "before" : "after";
  const end = side === "before" ? before : after;
  const count = Math.abs(Number.parseInt(end, 10));
  return t(`synonyms.spans.${side}${end.startsWith("-") ? "Past" : "Coming"}`, { count });
}

const choiceOf = (t: Translate, span: DateRange): Choice => ({
  value: valueFor(span),
  label: spanWords(t, span),
  synonyms: synonymsOf(t, span),
});

export const typedSpanChoices = (t: Translate, field: DateField, text: string): Choice[] =>
  typedSpans(field, text).map((span) => choiceOf(t, span));

/** The spans to choose from; first those of so many days as the text says. */
export function spanChoices(t: Translate, field: DateField, text = ""): Choice[] {
  const choices = typedSpanChoices(t, field, text);
  const values = new Set(choices.map(({ value }) => value));
  const usual = (SPANS[field] ?? SPANS.due!).map((span) => choiceOf(t, span));
  return [...choices, ...usual.filter(({ value }) => !values.has(value))];
}

/** One end of a span, for a date field; empty if it is not a day but relative to now. */
export function dayOfBound(value = ""): string {
  if (BARE_DAY.test(value)) return value;
  return RELATIVE_DAY.test(value) || Number.isNaN(Date.parse(value)) ? "" : wallTimeOf(value).slice(0, 10);
}
