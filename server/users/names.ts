/** What a user (a table's alias in a statement) is called: who has no names of their own goes by the user name; null for nobody. */
export const fullName = (user: string): string =>
  `coalesce(nullif(btrim(${user}.first_name || ' ' || ${user}.last_name), ''), ${user}.username)`;
