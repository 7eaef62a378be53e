import { flag } from "../../wire/fields.ts";
import { INBOX_FLAGS, type InboxFlag } from "../../wire/inbox-words.ts";
import { may } from "../../wire/permissions.ts";
import { type FieldErrors, forbidden, invalid } from "../../wire/problems.ts";
import { strip } from "../../wire/python-values.ts";
import { filterUuid, notAChoice, notAUuid, searchTerms } from "../../wire/query.ts";
import { type FieldDescription, fieldEntries, type TicketFieldName } from "../../wire/ticket-fields.ts";
import { seesAll, visibleTo } from "../access/visible.ts";
import { mentioning, newlyMentioning } from "../comments/mentions.ts";
import { hasContent } from "../drafts/drafts.ts";
import type { Db } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import type { Parameters } from "../platform/parameters.ts";
import { searchAllText } from "../search/all-text.ts";
import { searchLiterally } from "../search/literal.ts";
import { type Attempt, type Condition, MAX_GLANCED, planByListing, type TextSearch } from "../search/planner.ts";
import { hiddenFrom, snoozedBy } from "../snoozes/snoozes.ts";
import { SQL_TYPES } from "../tickets/field-columns.ts";
import type { Query } from "../tickets/filters.ts";
import type { TallyFilter } from "../tickets/tally.ts";
import { type AllowedValues, tallyFilters } from "../tickets/tally-filters.ts";
import { markConditions, piecesOf, wantedTags } from "./marks.ts";
import { momentOf } from "./moments.ts";
import { isMove, movedBy } from "./moved-by.ts";
import { isUnreadBy } from "./reads.ts";

/** The filter of a request for the inbox; the same for lists, counts, bulk changes and reports. */
export interface InboxFilter {
  /** The whole condition on tickets t, including the one on the trash. Its values are added to the statement's parameters. */
  where(sql: Parameters): string;
  /** Filters of the tally whose counts add up to this one's; null if only counting the rows can tell. */
  tally: readonly TallyFilter[] | null;
  isTrash: boolean;
  /** Whether it searches all text. Such a search needs no exact count. */
  isTextSearch: boolean;
  /** Whether it searches anything. */
  isSearch: boolean;
  /**
   * Plans the searches: attempts to find a page, each made if the one before did not fill it. `count`: how many of the first
   * MAX_GLANCED tickets match, if they were examined.
   */
  plan(db: Db, count?: number): Promise<InboxAttempt[]>;
  /** An attempt without a plan, which common words do not need; null if no search covers all text. */
  glance: InboxAttempt | null;
}

/** A way to find the tickets: those that match `check` among the first `examine` (null: all) that match `where`. */
export interface InboxAttempt {
  where(sql: Parameters): string;
  check: Condition | null;
  examine: number | null;
  /** Whether `where` lists the same tickets as without the search, so that those already examined can be skipped. */
  isOfWholeList: boolean;
  /** Whether it can take seconds. */
  isSlow: boolean;
}

/** A condition on tickets t, with the values that it allows in the tally's words; null if only counting the rows can tell. */
interface Narrowing {
  where: Condition;
  tally: AllowedValues | null;
}

const inRowsOnly = (where: Condition): Narrowing => ({ where, tally: null });

interface Reading {
  filters: Query;
  actor: Actor;
  zone: string;
  errors: FieldErrors;
}

// times that Docket sets, besides those that people set
const TIMES = { created: "created_at", resolved: "resolved_at", first_response: "first_response_at" };
const FIELD_TIMES = Object.fromEntries(
  fieldEntries().flatMap(([name, { kind, filter }]) => (kind === "instant" && filter ? [[filter, name]] : [])),
);
type Flag = InboxFlag | "not snoozed";
const TEXTS = ["search", "q", "tags"] as const;
// each word is a condition in the statement
const MAX_WORDS = 60;

/**
 * Reads the inbox's filters: AND between parameters, OR within a comma-separated list. All malformed ones are reported
 * in one 400; the trash is a 403 for anyone but Admins. Times without a zone are in `zone` (IANA name).
 * `includesTrash`: the condition holds for tickets in the trash and outside it.
 */
export function inboxFilter(
  filters: Query,
  actor: Actor,
  zone: string,
  { includesTrash = false }: { includesTrash?: boolean } = {},
): InboxFilter {
  const reading: Reading = { filters, actor, zone, errors: {} };
  const lists = [
    ...fieldEntries().flatMap(([name, field]) => among(name, SQL_TYPES[name], valuesOf(reading, name, field))),
    ...among("created_by", "uuid", idsOf(reading, "created_by", true)),
  ];
  const times = [...timesOf(reading), ...markConditions(filters, reading.errors)].map(inRowsOnly);
  const flags = flagsOf(reading);
  const texts = textsOf(reading);
  const searches = searchesIn(texts);
  // a quotation mark alone is not a term
  const isTextSearch = searchTerms(texts.q ?? "").length > 0;
  if (Object.keys(reading.errors).length > 0) throw invalid(reading.errors);
  if (flags.has("trash") && !may(actor, "trash.view")) throw forbidden();
  const trash = includesTrash ? [] : [trashCondition(flags)];
  const narrowings = [...trash, ...flagConditions(flags, actor), ...lists, ...times];
  const tally = tallyFilters([...narrowings.map((each) => each.tally), ...searches.map(() => null)]);
  const visible = seesAll(actor) ? [] : [(sql: Parameters) => visibleTo(actor, sql)];
  const conditions = [...visible, ...narrowings.map((each) => each.where)];
  const where: Condition = (sql) => conditions.map((each) => each(sql)).join(" and ") || "true";
  return {
    where: (sql) => [where(sql), ...searches.map((each) => each.where(sql))].join(" and "),
    tally: seesAll(actor) && !includesTrash ? tally : null,
    isTrash: flags.has("trash"),
    isTextSearch,
    isSearch: searches.length > 0,
    glance: isTextSearch ? glanceAt(where, searches) : null,
    plan: async (db, count) => {
      const hint = searches.length === 1 ? count : undefined;
      return inTurn(await Promise.all(searches.map((each) => each.plan(db, hint))), where);
    },
  };
}

const glanceAt = (where: Condition, searches: readonly TextSearch[]): InboxAttempt => ({
  where,
  check: (sql) => searches.map((each) => each.where(sql)).join(" and "),
  examine: MAX_GLANCED,
  isOfWholeList: true,
  isSlow: false,
});

/** The first attempts of all searches combined, then the last ones. A search with one attempt has it in both. */
function inTurn(plans: readonly Attempt[][], where: Condition): InboxAttempt[] {
  const rounds = Math.max(1, ...plans.map(({ length }) => length));
  return Array.from({ length: rounds }, (_, round) => {
    const attempts = plans.map((plan) => plan[Math.min(round, plan.length - 1)]!);
    const limits = attempts.map(({ examine }) => examine).filter((each) => each !== null);
    const conditions = attempts.map(({ find }) => find).filter((each) => each !== null);
    const checks = attempts.map(({ check }) => check).filter((each) => each !== null);
    return {
      // conditions with an index come first, so that only their tickets are examined
      where: (sql) => [where, ...conditions].map((each) => each(sql)).join(" and "),
      check: checks.length > 0 ? (sql) => checks.map((each) => each(sql)).join(" and ") : null,
      examine: limits.length > 0 ? Math.min(...limits) : null,
      isOfWholeList: conditions.length === 0,
      isSlow: attempts.some(({ isSlow }) => isSlow),
    };
  });
}

/** The values that a filter on a field allows; undefined if the field has no filter with a list of values. */
function valuesOf(reading: Reading, column: TicketFieldName, field: FieldDescription): (string | null)[] | undefined {
  const { kind, filter, table } = field;
  if (!filter || kind === "instant" || kind === "tags") return undefined;
  if (kind === "reference") return idsOf(reading, filter, table === "users", column === "company" || table === "users");
  const pieces = piecesOf(reading.filters[filter]);
  if (pieces.length === 0) return undefined;
  if (kind === "text") return pieces;
  const words = [...(field.choices ?? []), ...(field.isOptional ? ["none"] : [])];
  const wrong = pieces.filter((piece) => !words.includes(piece));
  if (wrong.length > 0) reading.errors[filter] = wrong.map(notAChoice);
  return field.isOptional ? pieces.map((piece) => (piece === "none" ? "" : piece)) : pieces;
}

/** The IDs in a comma-separated list; `me` stands for the user if it lists people, and null for `none`. */
function idsOf(
  { filters, actor, errors }: Reading,
  name: string,
  isOfPeople: boolean,
  mayBeNone = false,
): (string | null)[] | undefined {
  const wrong: string[] = [];
  const ids = new Set<string | null>();
  for (const piece of piecesOf(filters[name])) {
    const id = piece === "me" && isOfPeople ? actor.id : filterUuid(piece);
    if (id) ids.add(id);
    else if (piece === "none" && mayBeNone) ids.add(null);
    else wrong.push(notAUuid(piece));
  }
  if (wrong.length > 0) errors[name] = wrong;
  return ids.size > 0 ? [...ids] : undefined;
}

function flagsOf({ filters, errors }: Reading): Set<Flag> {
  const flags = new Set<Flag>();
  for (const name of INBOX_FLAGS) {
    if (!filters[name]) continue;
    const read = flag().read(filters[name], { zone: "UTC" });
    if ("error" in read) errors[name] = [read.error];
    else if (read.value) flags.add(name);
    else if (name === "snoozed") flags.add("not snoozed");
  }
  return flags;
}

function among(column: string, type: string, values: (string | null)[] | undefined): Narrowing[] {
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

function timesOf(reading: Reading): Condition[] {
  const bound = (name: string): string | null => {
    const value = reading.filters[name];
    if (!value) return null;
    const moment = momentOf(value, reading.zone);
    if ("error" in moment) reading.errors[name] = [moment.error];
    return "at" in moment ? moment.at : null;
  };
  const sides = (when: string, condition: (operator: string, at: string, sql: Parameters) => string) =>
    (["after", "before"] as const).flatMap((side): Condition[] => {
      const at = bound(`${when}_${side}`);
      return at ? [(sql) => condition(side === "after" ? ">=" : "<", at, sql)] : [];
    });
  return [
    ...Object.entries({ ...TIMES, ...FIELD_TIMES }).flatMap(([when, column]) => {
      const people = isMove(when) ? idsOf(reading, `${when}_by`, true) : undefined;
      const timesIn = (name: string) =>
        sides(when, (operator, at, sql) => `${name} ${operator} ${sql.add(at)}::timestamptz`);
      return people && isMove(when) ? [movedBy(when, people, timesIn("m.at"))] : timesIn(`t.${column}`);
    }),
    // the index of last activities has these times in order
    ...sides(
      "updated",
      (operator, at, sql) =>
        `t.id in (select ticket from ticket_activity where at ${operator} ${sql.add(at)}::timestamptz)`,
    ),
  ];
}

type Texts = Partial<Record<(typeof TEXTS)[number], string>>;

function textsOf({ filters, errors }: Reading): Texts {
  const texts: Texts = {};
  for (const name of TEXTS) {
    const text = filters[name]?.toWellFormed();
    if (text?.includes("\0")) errors[name] = ["Null characters are not allowed."];
    else if (name === "q" && searchTerms(text ?? "").length > MAX_WORDS)
      errors[name] = [`Ensure this field has no more than ${MAX_WORDS} words.`];
    else if (text && strip(text)) texts[name] = text;
  }
  return texts;
}

function searchesIn({ search, q, tags }: Texts): TextSearch[] {
  return [searchAllText(q ?? ""), searchLiterally(searchTerms(search ?? "")), searchTags(piecesOf(tags))].filter(
    (each) => each !== null,
  );
}

function searchTags(tags: readonly string[]): TextSearch | null {
  if (tags.length === 0) return null;
  const spellings = wantedTags(tags);
  const where: Condition = (sql) => `(t.tags <> '' and tag_list(t.tags) && ${sql.add(spellings)}::text[])`;
  return { where, plan: (db) => planByListing(db, where, where) };
}

const trashCondition = (flags: Set<Flag>): Narrowing =>
  flags.has("trash")
    ? inRowsOnly(() => "t.deleted_at is not null")
    : { where: () => "t.deleted_at is null", tally: {} };

function flagConditions(flags: Set<Flag>, actor: Actor): Narrowing[] {
  return [
    ...(flags.has("open") ? [{ where: () => "t.status < 'resolved'", tally: { open: [true] } }] : []),
    ...(flags.has("overdue") ? [inRowsOnly(() => "t.due_date < now() and t.status < 'resolved'")] : []),
    ...(flags.has("has_files") ? [inRowsOnly(() => "t.id in (select ticket from attachments)")] : []),
    ...(flags.has("snoozed") ? [inRowsOnly((sql) => `t.id in (${snoozedBy(sql.add(actor.id))})`)] : []),
    ...(flags.has("not snoozed") ? [inRowsOnly((sql) => `t.id not in (${hiddenFrom(sql.add(actor.id))})`)] : []),
    ...(flags.has("mentioned") ? [inRowsOnly((sql) => `t.id in (${mentioning(sql.add(actor.id))})`)] : []),
    ...(flags.has("unread_mention") ? [inRowsOnly((sql) => `t.id in (${newlyMentioning(sql.add(actor.id))})`)] : []),
    ...(flags.has("has_draft") ? [inRowsOnly((sql) => hasDraftOf(sql.add(actor.id)))] : []),
    ...(flags.has("unread") ? [inRowsOnly((sql) => isUnreadBy(sql.add(actor.id)))] : []),
  ];
}

const hasDraftOf = (user: string) =>
  `t.id in (select d.ticket from drafts d where d.owner = ${user}::uuid and ${hasContent("d")})`;
