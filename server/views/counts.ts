import { BUILT_IN_VIEWS, filtersOf, type ViewFilters } from "../../wire/built-in-views.ts";
import { Problem } from "../../wire/problems.ts";
import { MAX_COUNTED_IN_VIEW, MAX_COUNTED_VIEWS, type View } from "../../wire/views.ts";
import { type CappedCount, capCount, countUpTo } from "../inbox/count.ts";
import { type InboxFilter, inboxFilter } from "../inbox/filter.ts";

import type { Db } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import type { Parameters } from "../platform/parameters.ts";
import type { Tally } from "../tickets/tally.ts";
import { listViews } from "./views.ts";

/** The number of tickets of each view, built-in ones by key, saved ones by ID; counted in one statement. */
export async function countViews(
  db: Db,
  zone: string,
  tally: Tally,
  actor: Actor,
): Promise<Record<string, CappedCount>> {
  const savedViews = (await listViews(db, actor)).slice(0, MAX_COUNTED_VIEWS);
  const filters = new Map<string, InboxFilter>();
  for (const [key, filtersOfView] of [
    ...builtIn(actor),
    ...savedViews.map(({ id, filters }: View) => [id, filters] as const),
  ]) {
    const filter = filterOf(filtersOfView, actor, zone);
    if (filter) filters.set(key, filter);
  }
  const statements = await Promise.all(
    [...filters.values()].map((filter) => (filter.tally ? null : countUpTo(db, filter, MAX_COUNTED_IN_VIEW))),
  );
  const rowCounts = (sql: Parameters) =>
    statements.flatMap((statement, at) => (statement ? [`${statement(sql)} as c${at}`] : []));
  const { row, counts } = await tally.readWithCounts<Record<string, number>>(
    db,
    (columns, sql) => `select ${[...rowCounts(sql), columns].join(", ")}`,
  );
  const countOf = (filter: InboxFilter, at: number): CappedCount =>
    filter.tally
      ? { count: filter.tally.reduce((sum, each) => sum + counts.count(each), 0), is_capped: false }
      : capCount(row[`c${at}`]!, MAX_COUNTED_IN_VIEW);
  return Object.fromEntries([...filters].map(([key, filter], at) => [key, countOf(filter, at)]));
}

const builtIn = (actor: Actor) =>
  BUILT_IN_VIEWS.filter(({ isForAdmins }) => !isForAdmins || actor.role === "Admin").map(
    (view) => [view.key, view.counted ?? filtersOf(view, actor.role)] as const,
  );

// a shared view may list the trash, which only Admins may see
function filterOf(filters: ViewFilters, actor: Actor, zone: string): InboxFilter | null {
  try {
    return inboxFilter(filters, actor, zone);
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}
