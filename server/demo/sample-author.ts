import { ROLE_PERMISSIONS } from "../../wire/permissions.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query } from "../platform/database.ts";

/** The Admin who writes the samples: the first one. Null if there is none, or if one of these tables has rows already. */
export async function sampleAuthor(db: Db, tables: readonly string[]): Promise<Actor | null> {
  const areEmpty = tables.map((table) => `not exists (select from ${table})`).join(" and ");
  const [admin] = await query<{ id: string }>(
    db,
    `select id
     from users
     where role = 'Admin' and is_active and ${areEmpty}
     order by date_joined
     limit 1`,
  );
  if (!admin) return null;
  return { kind: "user", id: admin.id, role: "Admin", permissions: ROLE_PERMISSIONS.Admin, session: null, via: "web" };
}
