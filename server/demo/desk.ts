import { insertEvents } from "../events/events.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { createUser, userColumns } from "../users/users.ts";
import { COMPANIES, PEOPLE, ZONES } from "./words/people.ts";

const usernames = PEOPLE.map(({ username }) => username);

/** Adds the demo's users that do not exist yet, and returns them. */
export const createUsers = (db: Db, password: string): Promise<{ username: string; role: string }[]> =>
  transact(db, async (db) => {
    const existing = await query<{ username: string }>(db, "select lower(username) as username from users");
    const missing = PEOPLE.filter((each) => !existing.some(({ username }) => username === each.username));
    for (const each of missing) {
      const email = `${each.username}@desk.example.com`;
      const id = await createUser(db, null, await userColumns({ ...each, email, password, is_active: true }));
      await query(db, "update users set date_joined = now() - interval '1 year' where id = $1", [id]);
    }
    return missing.map(({ username, role }) => ({ username, role }));
  });

const columns = "name text, city text, country text, industry text, staff text[], zones text[], domain text, at int";
const companiesJson = () =>
  JSON.stringify(
    COMPANIES.map((each, at) => ({
      ...each,
      at,
      zones: ZONES[each.industry],
      domain: `${each.name.toLowerCase().replace(/[^a-z]+/g, "-")}.example.com`,
    })),
  );

/** Adds the demo's companies that do not exist yet, with their contacts and zones. */
export const createCompanies = (db: Db): Promise<void> =>
  transact(db, async (db) => {
    const companies = await query<{ id: string }>(
      db,
      `insert into companies (name, city, country, industry, website, email, phone, current_plan, location_count,
          music_zone_count, created_at, updated_at)
       select name, city, country, industry, 'https://' || domain, 'info@' || domain,
         '+00 555 01' || to_char(at, 'FM00'),
         (array['Essential', 'Plus', 'Premium'])[1 + at % 3], 1 + at % 4, cardinality(zones), joined, joined
       from jsonb_to_recordset($1::jsonb) as given (${columns}),
         lateral (select now() - (100 + at * 17) * interval '1 day' as joined) j
       on conflict (name) where deleted_at is null do nothing returning id`,
      [companiesJson()],
    );
    const ids = companies.map(({ id }) => id);
    const here = `companies c join jsonb_to_recordset($1::jsonb) as given (${columns}) using (name)`;
    await query(
      db,
      `insert into contacts (company, name, email, phone, title, department, contact_type, is_primary, created_at,
          updated_at)
       select c.id, who, lower(split_part(who, ' ', 1)) || '@' || domain, '+00 555 02' || to_char(at * 2 + n, 'FM00'),
         (array['General manager', 'Shift manager'])[n], (array['Management', 'Operations'])[n],
           (array['Decision Maker', 'General'])[n],
         n = 1, c.created_at, c.created_at
       from ${here}, unnest(staff) with ordinality s (who, n) where c.id = any ($2::uuid[])`,
      [companiesJson(), ids],
    );
    await query(
      db,
      `insert into zones (company, name, platform, status, device_name, last_seen_online, created_at, updated_at)
       select c.id, place, case when (at + n) % 4 = 0 then 'beatbreeze' else 'soundtrack' end, health, 'Player ' || n,
         case health
           when 'online' then now()
           when 'offline' then now() - interval '9 hours'
           end, c.created_at, c.created_at
       from ${here}, unnest(zones) with ordinality z (place, n),
         lateral (select case
             when (at * 3 + n) % 9 = 0 then 'offline'
             when (at * 5 + n) % 17 = 0 then 'pending'
             else 'online'
             end as health) s
       where c.id = any ($2::uuid[])`,
      [companiesJson(), ids],
    );
    for (const [word, table, owner] of [
      ["company", "companies", "id"],
      ["contact", "contacts", "company"],
      ["zone", "zones", "company"],
    ] as const)
      await query(
        db,
        insertEvents(`${word}.created`, `${table} x where x.${owner} = any ($1::uuid[])`, {
          actor: "null",
          about: "x.id",
        }),
        [ids],
      );
  });

/**
 * Common table expressions of the people and companies that tickets may be about: `firm` and `crew`, whose `role` is ''
 * in the row for all.
 */
export const deskQuery = (names: string, users: string): string => `
  firm as (
    select c.id, c.name, row_number() over (order by c.name) - 1 as at, count(*) over () as n,
      (
        select array_agg(x.id order by x.name, x.id)
        from contacts x
        where x.company = c.id) as contacts,
      (
        select array_agg(x.name order by x.name, x.id)
        from contacts x
        where x.company = c.id) as contact_names,
      (
        select array_agg(x.id order by x.name, x.id)
        from zones x
        where x.company = c.id) as zones,
      (
        select array_agg(x.name order by x.name, x.id)
        from zones x
        where x.company = c.id) as zone_names
    from companies c where c.deleted_at is null and c.name = any (${names}::text[])),
  crew as (
    select coalesce(role, '') as role, array_agg(id order by username) as ids from users
    where lower(username) = any (${users}::text[]) and is_active group by grouping sets ((role), ()))`;

export const deskNames = { companies: COMPANIES.map(({ name }) => name), people: usernames };
