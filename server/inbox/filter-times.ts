import { fieldEntries } from "../../wire/ticket-fields.ts";
import type { Condition } from "../search/planner.ts";
import { type FilterRequest, readIds } from "./filter-request.ts";
import { parseMoment } from "./moments.ts";
import { isMove, movedBy } from "./moved-by.ts";

// by filter, the columns of times that Docket sets, and of those that people set
const TIMES = { created: "created_at", resolved: "resolved_at", first_response: "first_response_at" };
const FIELD_TIMES = Object.fromEntries(
  fieldEntries().flatMap(([name, { kind, filter }]) => (kind === "instant" && filter ? [[filter, name]] : [])),
);

/** The conditions of filters on times, such as `created_after`, and on who did something then, such as `resolved_by`. */
export const timeConditions = (request: FilterRequest): Condition[] => [
  ...Object.entries({ ...TIMES, ...FIELD_TIMES }).flatMap(([when, column]) => conditionsOn(request, when, column)),
  ...boundsOf(request, "updated").map(wasLastActive),
];

function conditionsOn(request: FilterRequest, when: string, column: string): Condition[] {
  const people = isMove(when) ? readIds(request, `${when}_by`, { isOfPeople: true }) : undefined;
  const bounds = boundsOf(request, when);
  if (!people || !isMove(when)) return bounds.map(isAt(`t.${column}`));
  return [movedBy(when, people, bounds.map(isAt("m.at")))];
}

/** One end of a period: from this time on, or before it. */
interface Bound {
  operator: ">=" | "<";
  at: string;
}

/** The ends of a period that a request names. */
function boundsOf({ filters, zone, errors }: FilterRequest, when: string): Bound[] {
  const sides = [
    { name: `${when}_after`, operator: ">=" as const },
    { name: `${when}_before`, operator: "<" as const },
  ];
  return sides.flatMap(({ name, operator }) => {
    const value = filters[name];
    if (!value) return [];
    const moment = parseMoment(value, zone);
    if ("error" in moment) errors[name] = [moment.error];
    return "at" in moment ? [{ operator, at: moment.at }] : [];
  });
}

const isAt =
  (time: string) =>
  ({ operator, at }: Bound): Condition =>
  (sql) =>
    `${time} ${operator} ${sql.add(at)}::timestamptz`;

// the index of last activities has these times in order
const wasLastActive =
  ({ operator, at }: Bound): Condition =>
  (sql) =>
    `t.id in (
       select ticket
       from ticket_activity
       where at ${operator} ${sql.add(at)}::timestamptz)`;
