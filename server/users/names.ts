/** The name of a user (`user`: its table in the statement): the username without a first or last name; null for nobody. */
export const fullName = (user: string): string =>
  `coalesce(nullif(btrim(${user}.first_name || ' ' || ${user}.last_name), ''), ${user}.username)`;

/** The name of a user or contact who was deleted. */
export const formerName = (id: string): string => `(
    select name
    from former_people
    where id = ${id})`;

/**
 * The ID of the user who did something, for a response: null if the user was deleted. `id`: a column that keeps the IDs of
 * deleted users.
 */
export const doerId = (id: string): string => `(select u.id from users u where u.id = ${id})`;

/** The name of the user who did something. It stays when the user is deleted. */
export const doerName = (id: string): string =>
  `coalesce((
     select ${fullName("u")}
     from users u
     where u.id = ${id}), ${formerName(id)})`;

const ownName = (user: string) =>
  `case when ${user}.id is not null then btrim(${user}.first_name || ' ' || ${user}.last_name) end`;

/** A user's name as the Django backend shows it: "" without a first or last name. The ID may be that of a former user. */
export const shownName = (user: string, id: string): string => `coalesce(${ownName(user)}, ${formerName(id)})`;

/**
 * The name of the author of a row: `role` is the prefix of its columns, as in author, author_kind, author_contact and
 * author_name; `user` is the joined row of users.
 */
export function authorName(row: string, role: string, user: string): string {
  const contact = `${row}.${role}_contact`;
  return `case ${row}.${role}_kind when 'user' then ${shownName(user, `${row}.${role}`)}
    when 'contact' then coalesce((
      select name
      from contacts
      where id = ${contact}), ${formerName(contact)})
    else ${row}.${role}_name end`;
}
