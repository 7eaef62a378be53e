import { notAChoice } from "../../wire/query.ts";
import { type FieldDescription, fieldEntries, type TicketFieldName } from "../../wire/ticket-fields.ts";
import type { Condition } from "../search/planner.ts";
import { SQL_TYPES } from "../tickets/field-columns.ts";
import { type FilterRequest, type Narrowing, piecesOf, readIds } from "./filter-request.ts";

/** The conditions of filters that list values of a field; a ticket has one of them. */
export function fieldConditions(request: FilterRequest): Narrowing[] {
  const ofFields = fieldEntries().flatMap(([name, field]) =>
    isAmong(name, SQL_TYPES[name], valuesOf(request, name, field)),
  );
  return [...ofFields, ...isAmong("created_by", "uuid", readIds(request, "created_by", { isOfPeople: true }))];
}

/** The values that a filter on a field allows; undefined if it is not sent, or the field has no such filter. */
function valuesOf(
  request: FilterRequest,
  column: TicketFieldName,
  field: FieldDescription,
): (string | null)[] | undefined {
  const { kind, filter, table } = field;
  if (!filter || kind === "instant" || kind === "tags") return undefined;
  if (kind === "reference") {
    const isOfPeople = table === "users";
    return readIds(request, filter, { isOfPeople, mayBeNone: isOfPeople || column === "company" });
  }
  const pieces = piecesOf(request.filters[filter]);
  if (pieces.length === 0) return undefined;
  if (kind === "text") return pieces;
  const words = [...(field.choices ?? []), ...(field.isOptional ? ["none"] : [])];
  const wrong = pieces.filter((piece) => !words.includes(piece));
  if (wrong.length > 0) request.errors[filter] = wrong.map(notAChoice);
  return field.isOptional ? pieces.map((piece) => (piece === "none" ? "" : piece)) : pieces;
}

/** The condition that a column has one of these values; null stands for no value. Empty without a list of values. */
function isAmong(column: string, type: string, values: (string | null)[] | undefined): Narrowing[] {
  if (!values) return [];
  const present = values.filter((value) => value !== null);
  const where: Condition = (sql) => {
    const ways = [
      ...(present.length === 1 ? [`t.${column} = ${sql.add(present[0])}::${type}`] : []),
      ...(present.length > 1 ? [`t.${column} = any(${sql.add(present)}::${type}[])`] : []),
      ...(present.length < values.length ? [`t.${column} is null`] : []),
    ];
    return ways.length === 1 ? ways[0]! : `(${ways.join(" or ")})`;
  };
  return [{ where, tally: { [column]: values } }];
}
