import type { Values } from "../../wire/fields.ts";
import { ROLE_PERMISSIONS } from "../../wire/permissions.ts";
import { invalid, noSuch } from "../../wire/problems.ts";
import { PERMISSIONS, ROLES, type userFields } from "../../wire/users.ts";
import { absenceOf } from "../access/absence.ts";
import { leadsOf, setLeads } from "../access/teams.ts";
import { insertEvents } from "../events/events.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query, takeTime, transact } from "../platform/database.ts";
import { filterChoice, filterFlag, termConditions } from "../platform/filters.ts";
import { newestFirst, sortColumns } from "../platform/paging.ts";
import { insertRow, updateRow } from "../platform/row-change.ts";
import { type Conditions, type RowQuery, type RowView, showRow } from "../platform/row-list.ts";
import { fullName } from "./names.ts";
import { checkNewPassword } from "./password-rules.ts";
import { hashPassword } from "./passwords.ts";

export type UserValues = Partial<Values<typeof userFields>>;
type Viewer = Pick<Actor, "id" | "role">;
/** The work before a user is deleted. */
export type Release = (db: Db, actor: Actor, user: string) => Promise<void>;

const sortable = sortColumns("u");
const permissionsOf = `case u.role ${Object.entries(ROLE_PERMISSIONS)
  .map(([role, words]) => `when '${role}' then '${JSON.stringify([...PERMISSIONS, ...words])}'::json`)
  .join(" ")} end`;
const columns = {
  id: "u.id",
  username: "u.username",
  email: "u.email",
  first_name: "u.first_name",
  last_name: "u.last_name",
  full_name: fullName("u"),
  role: "u.role",
  phone: "u.phone",
  department: "u.department",
  is_active: "u.is_active",
  smtp_email: "u.smtp_email",
  smtp_configured: "coalesce(u.smtp_email, '') <> ''",
  avatar_url: "u.avatar_url",
  last_login: "wire_time(u.last_login)",
  date_joined: "wire_time(u.date_joined)",
  updated_at: "wire_time(u.updated_at)",
  has_weak_password: "u.has_weak_password",
  // the Django backend marks an unusable password in the same way
  has_password: "left(u.password, 1) <> '!'",
  permissions: permissionsOf,
  leads: leadsOf("u"),
  absence: absenceOf("u"),
  away_until: `(
      select wire_time(s.away_until)
      from notification_settings s
      where s.user_id = u.id and s.away_until > now())`,
};
const PRIVATE = ["email", "phone", "smtp_email", "has_weak_password", "has_password", "updated_at"];

/** Users as this viewer may see them: only Admins see how to reach others. */
export const userView = (viewer: Viewer): RowView => ({
  from: "users u",
  name: columns.full_name,
  columns,
  sortable: Object.fromEntries(
    ["username", ...(viewer.role === "Admin" ? ["email"] : []), "first_name", "last_name", "role"]
      .map((name) => [name, sortable(name)])
      .concat([
        ["date_joined", sortable("date_joined", "timestamptz")],
        ["last_login", sortable("last_login", "timestamptz")],
      ]),
  ),
  order: [],
  end: newestFirst("u", "date_joined"),
  owner: "u.id",
  finish: (json, isOwn) => {
    if (viewer.role === "Admin" || isOwn) return json;
    const user = JSON.parse(json) as Record<string, unknown>;
    for (const name of PRIVATE) delete user[name];
    return JSON.stringify(user);
  },
});

/** The users that match the filters of a list. */
export function userFilter(filters: RowQuery["query"], viewer: Viewer): Conditions {
  const { department, search } = filters;
  const role = filterChoice(filters, "role", ROLES);
  const isActive = filterFlag(filters, "is_active");
  return (sql) => [
    ...(role ? [`u.role = ${sql.add(role)}`] : []),
    ...(isActive === null ? [] : [`u.is_active = ${sql.add(isActive)}`]),
    ...(department ? [`u.department = ${sql.add(department)}`] : []),
    ...termConditions(search, searchedBy(viewer), sql),
  ];
}

/** The columns that this viewer may search. Hidden ones are left out, because a search would reveal them. */
const searchedBy = (viewer: Viewer): string[] =>
  ["username", "first_name", "last_name", ...(viewer.role === "Admin" ? ["email"] : [])].map((name) => `u.${name}`);

export const showUser = (db: Db, id: string, viewer: Viewer, request: RowQuery = { query: {} }) =>
  showRow(db, userView(viewer), request, id);

const ERRORS = { users_username_key: { username: ["A user with that username already exists."] } };

/** The columns written for a user: the values with the password's hash. */
export type UserColumns = Record<string, unknown>;

/** Checks the password among the values and hashes it. That takes long, so it happens before a transaction begins. */
export async function userColumns({ password, ...values }: UserValues): Promise<UserColumns> {
  if (password === undefined) return values;
  await checkNewPassword(password);
  return { ...values, password: await hashPassword(password), has_weak_password: false };
}

export async function createUser(db: Db, actor: Viewer | null, values: UserColumns): Promise<string> {
  const { leads, ...columns } = values;
  return transact(db, async (db) => {
    const id = await insertRow(db, "users", columns, ERRORS);
    if (leads) await setLeads(db, id, leads as string[]);
    await query(db, insertEvents("user.created", "users where id = $1", { actor: "$2", about: "$1::uuid" }), [
      id,
      actor?.id ?? null,
    ]);
    return id;
  });
}

/** Changes a user; a new password or a deactivation ends the user's sessions. */
export async function updateUser(db: Db, actor: Viewer, id: string, values: UserColumns): Promise<void> {
  const { leads, ...columns } = values;
  await transact(db, async (db) => {
    if (!(await updateRow(db, "users", id, columns, ERRORS))) throw noSuch("User");
    if (leads) await setLeads(db, id, leads as string[]);
    if (columns.password !== undefined || columns.is_active === false) await endSessions(db, id, null);
    // a link that was sent to the previous address must not open the account
    if (columns.email !== undefined) await endLinks(db, id);
    await query(db, insertEvents("user.updated", "users where id = $1", { actor: "$2", about: "$1::uuid" }), [
      id,
      actor.id,
    ]);
  });
}

/** Ends the sessions of a user except one, every token that was issued without a session, and every password link. */
export const endSessions = (db: Db, user: string, except: string | null) =>
  query(
    db,
    `with ended as (
       update sessions set revoked_at = now()
       where user_id = $1 and revoked_at is null and id is distinct from $2::uuid),
     ended_links as (
       update password_links set ended_at = now() where user_id = $1 and ended_at is null)
     update users set tokens_valid_from = now() where id = $1`,
    [user, except],
  );

const endLinks = (db: Db, user: string) =>
  query(db, "update password_links set ended_at = now() where user_id = $1 and ended_at is null", [user]);

/** Deletes a user. The name stays with their comments and events; `release` returns their tickets. */
export async function deleteUser(db: Db, actor: Actor, id: string, release: Release): Promise<void> {
  await transact(db, async (db) => {
    if ((await query(db, "select 1 from users where id = $1 for update", [id])).length === 0) throw noSuch("User");
    await takeTime(db);
    await release(db, actor, id);
    await query(
      db,
      `with deleted as (delete from users where id = $1 returning id)
       ${insertEvents("user.deleted", "deleted", { actor: "$2", about: "deleted.id" })}`,
      [id, actor.id],
    );
  });
}

export interface PasswordChange {
  /** Hashes: of the verified old password, and of the new one. */
  before: string;
  after: string;
}

const isWrong = () => invalid({ old_password: ["Old password is incorrect."] });

/** Checks the old password and hashes the new one. */
export async function preparePasswordChange(
  db: Db,
  actor: Actor,
  isKnown: (account: { id: string; password: string }) => Promise<boolean>,
  password: string,
): Promise<PasswordChange> {
  const [row] = await query<{ password: string }>(db, "select password from users where id = $1", [actor.id]);
  const before = row?.password ?? "";
  if (!(await isKnown({ id: actor.id, password: before }))) throw isWrong();
  await checkNewPassword(password, "new_password");
  return { before, after: await hashPassword(password) };
}

/** Changes a user's own password, and ends their other sessions. */
export async function changeOwnPassword(db: Db, actor: Actor, { before, after }: PasswordChange): Promise<void> {
  await transact(db, async (db) => {
    const text =
      "update users set password = $2, has_weak_password = false where id = $1 and password = $3 returning id";
    if ((await query(db, text, [actor.id, after, before])).length === 0) throw isWrong();
    await endSessions(db, actor.id, actor.session);
  });
}
