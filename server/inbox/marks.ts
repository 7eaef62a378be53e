import type { FieldErrors } from "../../wire/problems.ts";
import { strip } from "../../wire/python-values.ts";
import { notAChoice } from "../../wire/query.ts";
import { RATINGS } from "../../wire/survey-words.ts";
import type { Condition } from "../search/planner.ts";
import type { Query } from "../tickets/filters.ts";
import { SLA_FILTER_WORDS, type SlaFilterWord, slaCondition } from "./sla-marks.ts";

/** The values of a comma list, each once. */
export const piecesOf = (value: string | undefined) => [
  ...new Set((value ?? "").split(",").map(strip).filter(Boolean)),
];

/** The conditions of filters by what other features know of a ticket: its SLA clocks, its ratings. */
export function markConditions(given: Query, errors: FieldErrors): Condition[] {
  const wordsOf = (name: string, choices: readonly string[]): string[] => {
    const words = piecesOf(given[name]);
    const wrong = words.filter((word) => !choices.includes(word));
    if (wrong.length > 0) errors[name] = wrong.map(notAChoice);
    return words;
  };
  const [states, ratings] = [wordsOf("sla", SLA_FILTER_WORDS), wordsOf("rating", RATINGS.map(String))];
  return [
    ...(states.length > 0 ? [() => slaCondition(states as SlaFilterWord[])] : []),
    ...(ratings.length > 0 ? [hasRating(ratings)] : []),
  ];
}

/** One that the customer has replaced does not count. */
const hasRating =
  (ratings: readonly string[]): Condition =>
  (sql) =>
    `t.id in (
      select s.ticket
      from survey_answers a
      join surveys s on s.id = a.survey
      where a.rating = any(${sql.add(ratings)}::smallint[]) and a.replaced_at is null)`;
