import { type Db, query } from "../platform/database.ts";
import { termConditions } from "../platform/filters.ts";
import { newestFirst, sortColumns } from "../platform/paging.ts";
import type { Conditions, RowView } from "../platform/row-list.ts";

const sortable = sortColumns("s");
export const suppressionView: RowView = {
  from: "suppressions s",
  columns: {
    id: "s.id",
    address: "s.address",
    scope: "s.scope",
    because: "s.because",
    note: "s.note",
    email: "s.email",
    until: "wire_time(s.until)",
    created_at: "wire_time(s.created_at)",
  },
  sortable: { created_at: sortable("created_at", "timestamptz"), address: sortable("address") },
  order: [],
  end: newestFirst("s"),
};

export interface NewSuppression {
  address: string;
  scope: "all" | "notifications";
  because: "bounce" | "complaint" | "unsubscribe" | "admin";
  note?: string;
  /** The email that came back. */
  email?: string | null;
  by?: string | null;
  until?: string | null;
}

/** Stops all emails to an address, waiting ones too, and returns the row's ID. */
export async function suppress(db: Db, values: NewSuppression): Promise<string> {
  const { address, scope, because, note = "", email = null, by = null, until = null } = values;
  const [row] = await query<{ id: string }>(
    db,
    `insert into suppressions (address, scope, because, note, email, created_by, until)
     values (lower($1), $2, $3, $4, $5, $6, $7::timestamptz)
     on conflict (address)
       do update set scope = excluded.scope, because = excluded.because, note = excluded.note, email = excluded.email,
       created_by = excluded.created_by, until = excluded.until, created_at = now()
     returning id`,
    [address, scope, because, note, email, by, until],
  );
  if (scope === "all")
    await query(
      db,
      `update outgoing_emails set state = 'suppressed', reason = 'suppressed', ended_at = now()
       where lower(address) = lower($1) and state in ('waiting', 'deferred', 'unknown')`,
      [address],
    );
  return row!.id;
}

/** Allows emails to an address again; false if there is no such row. */
export const deleteSuppression = async (db: Db, id: string): Promise<boolean> =>
  (await query(db, "delete from suppressions where id = $1 returning id", [id])).length > 0;

/** The suppressions whose address has these terms. */
export const suppressionsWith =
  (search: string | undefined): Conditions =>
  (sql) =>
    termConditions(search, ["s.address"], sql);
