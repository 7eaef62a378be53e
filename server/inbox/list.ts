import { type INBOX_ORDERINGS, INBOX_PAGE_SIZE, MAX_INBOX_PAGE_SIZE, MOST_COUNTED } from "../../wire/inbox.ts";
import { sizeOf } from "../../wire/query.ts";
import { urlOf } from "../platform/addresses.ts";
import { query as ask, type Db } from "../platform/database.ts";
import type { Services } from "../platform/docket.ts";
import type { Ask } from "../platform/front-door.ts";
import { envelope, pagingOf, readingFrom, type SortKey, sortKeys } from "../platform/paging.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";
import { wantedFields } from "../platform/shape.ts";
import type { Tally } from "../tickets/tally.ts";
import { type InboxFilter, inboxFilter } from "./filter.ts";
import { ASSIGNEE_NAME, COMPANY_NAME, LAST_ACTIVITY, pageQuery } from "./page.ts";
import { INBOX_FIELDS, rowJson } from "./rows.ts";

type Ordering = (typeof INBOX_ORDERINGS)[number];
const optional = (name: string, type: string) => ({ expression: `t.${name}`, type });
const column = (name: string, type: string) => ({ ...optional(name, type), isAlwaysThere: true });
const SORTABLE: Record<Ordering, Omit<SortKey, "descending">> = {
  updated_at: { expression: LAST_ACTIVITY, type: "timestamptz", isAlwaysThere: true },
  created_at: column("created_at", "timestamptz"),
  due_date: optional("due_date", "timestamptz"),
  priority: column("priority", "ticket_priority"),
  status: column("status", "ticket_status"),
  ticket_number: column("ticket_number", "text"),
  subject: column("subject", "text"),
  company_name: { expression: COMPANY_NAME, type: "text" },
  assigned_to_name: { expression: ASSIGNEE_NAME, type: "text" },
  resolved_at: optional("resolved_at", "timestamptz"),
};
const LAST_ACTIVE: SortKey[] = [{ ...SORTABLE.updated_at, descending: true }];
const NEWEST: SortKey[] = [
  { ...SORTABLE.created_at, descending: true },
  { ...column("id", "uuid"), descending: false },
];
/** A page of the inbox in one statement, whatever its size. */
export async function listInbox({ zone, addresses }: Services, request: Ask): Promise<Buffer> {
  const { db, query, actor } = request;
  const filter = await inboxFilter(query, actor, zone).lookUp(db);
  const size = Math.min(sizeOf(query.page_size, INBOX_PAGE_SIZE), MAX_INBOX_PAGE_SIZE);
  const paging = pagingOf({ cursor: query.cursor ?? "", page_size: String(size) });
  if (paging.kind !== "cursor") throw new Error("the inbox is paged by cursor");
  const keys = sortKeys(query.ordering, SORTABLE, LAST_ACTIVE, NEWEST);
  const isBack = paging.after?.back ?? false;
  const sql = parameters();
  const page = pageQuery({ filter, keys, after: paging.after, size: size + 1 }, sql);
  const text = rowJson(page, wantedFields(query, INBOX_FIELDS) ?? INBOX_FIELDS, sql.add(actor.id));
  const rows = await readingFrom(paging, () =>
    ask<{ json: string; keys: (string | null)[] }>(db, text, sql.values, sql),
  );
  const hasMore = rows.length > size;
  const shown = rows.slice(0, size);
  if (isBack) shown.reverse();
  return envelope(urlOf(request.request, addresses), paging, {
    count: 0,
    hasMore,
    rows: shown.map(({ json }) => json),
    keys: shown.map((row) => row.keys),
  });
}

export interface Counted {
  count: number;
  is_capped: boolean;
}

export const capped = (n: number, most: number): Counted => ({ count: Math.min(n, most), is_capped: n > most });

/** Counts no further than to one more than `most`. */
export const countUpTo = (filter: InboxFilter, most: number, sql: Parameters): string =>
  `(select count(*)::int from (select 1 from tickets t where ${filter.counted(sql)} limit ${most + 1}) x)`;

export async function countInbox({ zone }: Services, tally: Tally, { db, query, actor }: Ask): Promise<Counted> {
  const filter = await inboxFilter(query, actor, zone).lookUp(db);
  if (filter.tally) return { count: await countTallies(db, tally, filter.tally), is_capped: false };
  const sql = parameters();
  const [row] = await ask<{ n: number }>(db, `select ${countUpTo(filter, MOST_COUNTED, sql)} as n`, sql.values, sql);
  return capped(row!.n, MOST_COUNTED);
}

async function countTallies(db: Db, tally: Tally, filters: NonNullable<InboxFilter["tally"]>): Promise<number> {
  const counts = await tally.counts(db);
  return filters.reduce((sum, each) => sum + counts.count(each), 0);
}
