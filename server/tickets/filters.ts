import { type FieldErrors, invalid, noSuch, Problem } from "../../wire/problems.ts";
import { filterUuid, NOT_AMONG_CHOICES, notAChoice, notAUuid, searchTerms } from "../../wire/query.ts";
import { fieldEntries, type ReferencedTable } from "../../wire/ticket-fields.ts";
import { seesAll, visibleTo } from "../access/visible.ts";
import { type Db, query } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";
import { type LiteralSearch, searchLiterally } from "../search/literal.ts";
import type { TallyFilter } from "./tally.ts";
import { tallyFilters } from "./tally-filters.ts";

export type Query = Record<string, string | undefined>;

/** The filter of a request for tickets. */
export interface TicketFilter {
  /** The conditions on t; their values are added to the statement's parameters. `isAtHand`: t is one known ticket. */
  where(sql: Parameters, isAtHand?: boolean): string;
  /** The same in the tally's words; null if only counting the rows can tell. */
  tally: TallyFilter | null;
  /** The IDs in the filters, which must exist. */
  ids: { name: string; table: ReferencedTable; id: string }[];
  /** The errors of the filters, by parameter. */
  errors: FieldErrors;
  isEmpty: boolean;
  /** The words to search for; null if there are none. */
  search: LiteralSearch | null;
  /** Whether there is nothing but a search. */
  isSearchOnly: boolean;
}

/** The filter of a request. All errors in it are reported in one 400, unknown IDs included. */
export async function readTicketFilter(db: Db, filters: Query, actor: Actor): Promise<TicketFilter> {
  const filter = ticketFilter(filters, actor);
  const { errors, ids } = filter;
  if (!isSound(errors)) throw invalid({ ...errors, ...(await unknownIds(db, ids)) });
  return filter;
}

/** The same, but its errors are not reported. */
export function ticketFilter(filters: Query, actor: Actor): TicketFilter {
  const errors: FieldErrors = {};
  const equal: Record<string, string> = {};
  const ids: TicketFilter["ids"] = [];
  for (const [name, { table, choices = [], listFilter }] of fieldEntries()) {
    const value = filters[name];
    if (!value || !listFilter) continue;
    if (table) {
      const id = filterUuid(value);
      if (id) {
        equal[name] = id;
        ids.push({ name, table, id });
      } else errors[name] = [notAUuid(value)];
    } else if (listFilter === "any" || choices.includes(value)) equal[name] = value;
    else errors[name] = [notAChoice(value)];
  }
  return { ...narrow(isSound(errors) ? filters : {}, actor, equal, ids), errors };
}

const isSound = (errors: FieldErrors) => Object.keys(errors).length === 0;

type FilterConditions = Omit<TicketFilter, "errors">;

function narrow(
  filters: Query,
  actor: Actor,
  equal: Record<string, string>,
  ids: TicketFilter["ids"],
): FilterConditions {
  const isMine = filters.my_tickets === "true";
  const isUnassigned = filters.unassigned === "true";
  const isOpen = filters.open === "true";
  if (filters.search?.includes("\0") || equal.assigned_team?.includes("\0"))
    throw new Problem(400, ["Null characters are not allowed."]);
  const terms = searchTerms((filters.search ?? "").toWellFormed());
  const search = searchLiterally(terms);
  const isUnfiltered = Object.keys(equal).length === 0 && !isMine && !isUnassigned && !isOpen;
  return {
    ids,
    search,
    isEmpty: terms.length === 0 && isUnfiltered && seesAll(actor),
    isSearchOnly: terms.length > 0 && isUnfiltered && seesAll(actor),
    tally: seesAll(actor) && !search ? tallyOf(equal, { actor, isMine, isUnassigned, isOpen }) : null,
    where: (sql, isAtHand = false) => {
      const conditions = seesAll(actor) ? [] : [visibleTo(actor, sql)];
      for (const [name, value] of Object.entries(equal)) conditions.push(`t.${name} = ${sql.add(value)}`);
      if (isMine) conditions.push(`t.assigned_to = ${sql.add(actor.id)}`);
      if (isUnassigned) conditions.push("t.assigned_to is null");
      if (isOpen) conditions.push("t.status < 'resolved'");
      if (search) conditions.push(isAtHand ? search.where(sql) : search.whereByIndex(sql));
      return conditions.map((each) => ` and ${each}`).join("");
    },
  };
}

interface Flags {
  actor: Actor;
  isMine: boolean;
  isUnassigned: boolean;
  isOpen: boolean;
}

/** The filter in the tally's words; null if the tally lacks one of the fields. */
function tallyOf({ assigned_to, ...others }: Record<string, string>, flags: Flags): TallyFilter | null {
  const { actor, isMine, isUnassigned, isOpen } = flags;
  const assignees = [
    ...(assigned_to ? [assigned_to] : []),
    ...(isMine ? [actor.id] : []),
    ...(isUnassigned ? [null] : []),
  ];
  const filters = tallyFilters([
    ...Object.entries(others).map(([name, value]) => ({ [name]: [value] })),
    ...assignees.map((each) => ({ assigned_to: [each] })),
    ...(isOpen ? [{ open: [true] }] : []),
  ]);
  // without comma-separated lists, there is one combination
  return filters?.[0] ?? null;
}

/** Refuses IDs that do not exist. It is called only if nothing was found. */
export async function checkIds(db: Db, ids: TicketFilter["ids"]): Promise<void> {
  const errors = await unknownIds(db, ids);
  if (!isSound(errors)) throw invalid(errors);
}

async function unknownIds(db: Db, ids: TicketFilter["ids"]): Promise<FieldErrors> {
  const errors: FieldErrors = {};
  for (const { name, table, id } of ids) {
    const there = table === "companies" ? " and deleted_at is null" : "";
    const rows = await query(db, `select 1 from ${table} where id = $1${there}`, [id]);
    if (rows.length === 0) errors[name] = [NOT_AMONG_CHOICES];
  }
  return errors;
}

/** Filters also apply to a single ticket: one that does not match is not found. Returns its ID. */
export async function requireMatch({ db, actor, query }: TicketRequest, id: string): Promise<string> {
  if (!(await matchesFilters(db, actor, id, query))) throw noSuch("Ticket");
  return id;
}

interface TicketRequest {
  db: Db;
  actor: Actor;
  query: Query;
}

async function matchesFilters(db: Db, actor: Actor, id: string, filters: Query): Promise<boolean> {
  const filter = await readTicketFilter(db, filters, actor);
  if (filter.isEmpty) return true;
  await checkIds(db, filter.ids);
  const sql = parameters();
  const text = `select 1 from tickets t where t.id = ${sql.add(id)}${filter.where(sql, true)}`;
  const rows = await query(db, text, sql.values, sql);
  return rows.length > 0;
}
