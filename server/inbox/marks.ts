import { notAChoice } from "../../wire/query.ts";
import { RATINGS } from "../../wire/survey-words.ts";
import type { Parameters } from "../platform/parameters.ts";
import type { Condition } from "../search/planner.ts";
import { type FilterRequest, piecesOf } from "./filter-request.ts";
import { SLA_FILTER_WORDS, type SlaFilterWord, slaCondition } from "./sla-marks.ts";

/** Tags as `tag_list` may have them. */
export const wantedTags = (tags: readonly string[]): string[] => [
  ...new Set(tags.flatMap((tag) => [tag.toLowerCase(), asciiLower(tag)])),
];

// a database with the C locale knows only ASCII letters
const asciiLower = (text: string) => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());

/** The conditions of filters on values outside of a ticket's row: its SLA clocks, its ratings, its texts. */
export function markConditions(request: FilterRequest): Condition[] {
  const { filters, errors } = request;
  const readChoices = (name: string, choices: readonly string[]): string[] => {
    const words = piecesOf(filters[name]);
    const wrong = words.filter((word) => !choices.includes(word));
    if (wrong.length > 0) errors[name] = wrong.map(notAChoice);
    return words;
  };
  const [states, ratings] = [readChoices("sla", SLA_FILTER_WORDS), readChoices("rating", RATINGS.map(String))];
  return [
    ...(states.length > 0 ? [() => slaCondition(states as SlaFilterWord[])] : []),
    ...(ratings.length > 0 ? [hasRating(ratings)] : []),
    ...textConditions(request),
  ];
}

// how many texts a filter may name, because each is a condition in the statement
const MAX_TEXTS = 20;
// the title of a ticket's text is its number, this character, and the subject
const SUBJECT = "'%' || e'\\x1f' ||";

const TEXT_FILTERS: Record<string, (pattern: string) => string> = {
  subject: (pattern) => `x.title like ${SUBJECT} ${pattern}`,
  text: (pattern) => `x.title like ${SUBJECT} ${pattern} or x.body like ${pattern}`,
  contact_email: (pattern) => `search_text(x.email, false) like ${pattern}`,
};

export const TEXT_FILTER_NAMES: readonly string[] = Object.keys(TEXT_FILTERS);

/** The conditions of filters on the words in a text, as people read it. */
function textConditions({ filters, errors }: FilterRequest): Condition[] {
  return Object.entries(TEXT_FILTERS).flatMap(([name, condition]): Condition[] => {
    const texts = piecesOf(filters[name]?.toWellFormed());
    if (texts.length > MAX_TEXTS) errors[name] = [`Ensure this field has no more than ${MAX_TEXTS} texts.`];
    else if (texts.some((text) => text.includes("\0"))) errors[name] = ["Null characters are not allowed."];
    if (texts.length === 0 || errors[name]) return [];
    const source = name === "contact_email" ? "contacts x where x.id = t.contact" : "ticket_texts x where x.id = t.id";
    const contains = (sql: Parameters) =>
      texts.map((text) => condition(`search_pattern(${sql.add(text)}::text)`)).join(" or ");
    return [(sql) => `exists (select 1 from ${source} and (${contains(sql)}))`];
  });
}

/** A rating that the customer has replaced does not count. */
const hasRating =
  (ratings: readonly string[]): Condition =>
  (sql) =>
    `t.id in (
      select s.ticket
      from survey_answers a
      join surveys s on s.id = a.survey
      where a.rating = any(${sql.add(ratings)}::smallint[]) and a.replaced_at is null)`;
