import { type Db, query } from "../platform/database.ts";
import { remarkFrom } from "./remarks.ts";

// Signs that someone has worked with an account. Sessions and preferences do not count.
const TRACES = [
  ["events", "actor"],
  ["tickets", "created_by"],
  ["tickets", "assigned_to"],
  ["comments", "author"],
  ["attachments", "uploaded_by"],
  ["replies", "author"],
  ["drafts", "owner"],
  ["new_ticket_drafts", "owner"],
  ["views", "owner"],
  ["macros", "owner"],
  ["ticket_templates", "owner"],
  ["kb_articles", "created_by"],
  ["bulk_changes", "created_by"],
] as const;
const isUnused = (user: string) =>
  TRACES.map(
    ([table, column]) => `not exists (
      select from ${table} x
      where x.${column} = ${user})`,
  ).join(" and ");

const NAME = (row: string) => `lower(normalize(${row}.username, nfkc))`;
const NEW = "s.batch = 0 and s.outcome is null";
const WAS_IMPORTED = "exists (select from imported_rows i where i.id = r.id)";
// dumps with --natural-foreign or --natural-primary have such IDs
const NATURAL_ID = (username: string) => `md5('docket user ' || ${username})::uuid`;

/** Finds the users that rows refer to by username instead of by ID. */
export async function resolveNames(db: Db): Promise<void> {
  await query(
    db,
    `update staged_users s
     set id = r.id
     from users r
     where s.id = ${NATURAL_ID("s.username")} and r.username = s.username`,
  );
  await query(
    db,
    `insert into same_users (old, same)
     select distinct on (username) ${NATURAL_ID("username")}, id from (
       select username, id, 0 as rank from staged_users where outcome is null
       union all select username, id, 1 from users) x
     where id <> ${NATURAL_ID("username")} order by username, rank`,
  );
}

/**
 * Matches accounts before users are inserted. An account of the same username or email that nothing was done with (such
 * as the one of the first start) is replaced. Work that someone did here under the same username is credited to them.
 */
export async function settleAccounts(db: Db): Promise<void> {
  await adoptUnused(db);
  await creditSame(db);
  await query(
    db,
    `update staged_users s set twin = x.twin from (
       select s.n, coalesce((
         select max(r.twin) + 1
         from users r
         where ${NAME("r")} = ${NAME("s")}), 0)
         + row_number() over (partition by ${NAME("s")} order by s.n) - 1 as twin
       from staged_users s where ${NEW}) x where x.n = s.n and x.twin > 0`,
  );
  await query(
    db,
    remarkFrom("user", `staged_users s where ${NEW} and s.twin > 0`, {
      level: "note",
      cause: "'has a username that differs from another user''s in case only; signs in with the exact username'",
    }),
  );
}

async function adoptUnused(db: Db): Promise<void> {
  const accounts = await query<{ id: string }>(
    db,
    `select r.id
     from users r
     where not ${WAS_IMPORTED}
       and not exists (select from staged_users s where s.id = r.id)
       and exists (select from staged_users s
         where ${NEW} and (${NAME("s")} = ${NAME("r")} or (s.email <> '' and lower(s.email) = lower(r.email))))
       and ${isUnused("r.id")}`,
  );
  if (accounts.length === 0) return;
  const ids = [accounts.map(({ id }) => id)];
  await query(
    db,
    remarkFrom(
      "user",
      `staged_users s where ${NEW} and exists (select from users r where r.id = any($1)
         and (${NAME("s")} = ${NAME("r")} or (s.email <> '' and lower(s.email) = lower(r.email))))`,
      {
        level: "note",
        cause: "'replaced the unused account of the same username or email here, its password included'",
      },
    ),
    ids,
  );
  await query(db, "delete from users where id = any($1)", ids);
  // the user did not leave: the account of the same person replaced this one
  await query(db, "delete from former_people where id = any($1)", ids);
}

async function creditSame(db: Db): Promise<void> {
  const same = `staged_users s
    join users r on ${NAME("r")} = ${NAME("s")} and (r.username = s.username or not ${WAS_IMPORTED})
    where ${NEW} and not exists (select from staged_users d where d.id = r.id)`;
  await query(db, `insert into same_users (old, same) select s.id, r.id from ${same}`);
  await query(
    db,
    remarkFrom("user", same, {
      level: "refused",
      cause:
        "'this username has been in use here; what the user did is credited to the account here, whose password, role and email were kept'",
    }),
  );
  await query(
    db,
    `update staged_users s set outcome = 'refused'
     where ${NEW} and s.id in (select old from same_users)`,
  );
}

/** Keeps contacts of one company whose addresses differ in case only. */
export async function settleContactTwins(db: Db): Promise<void> {
  const key = (row: string) => `${row}.company, lower(${row}.email)`;
  await query(
    db,
    `update staged_contacts s
     set twin = x.twin
     from (
       select s.n,
         row_number() over (partition by ${key("s")} order by s.n) - 1 + coalesce((
           select max(r.twin) + 1
           from contacts r
           where (${key("r")}) = (${key("s")}) and r.email <> ''), 0) as twin,
         exists (
           select from contacts r
           where (${key("r")}) = (${key("s")}) and r.email = s.email)
           or row_number() over (partition by ${key("s")}, s.email order by s.n) > 1 as is_same
       from staged_contacts s
       where ${NEW} and s.email <> '') x
     where x.n = s.n and x.twin > 0 and not x.is_same`,
  );
  await query(
    db,
    remarkFrom("contact", `staged_contacts s where ${NEW} and s.twin > 0`, {
      level: "note",
      cause: "'has an email address that differs from another contact''s of the company in case only; both were kept'",
      detail: "s.email",
    }),
  );
}
