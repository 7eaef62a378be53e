import { type Db, query } from "../platform/database.ts";

/** The teams that a user (a table's alias in a statement) leads, in the order of teams. */
export const leadsOf = (user: string): string =>
  `array(select l.team
   from team_leads l
   join teams t on t.name = l.team
   where l.user_id = ${user}.id
   order by t.position)`;

/** Makes a user the lead of these teams and of no other. */
export const setLeads = (db: Db, user: string, teams: readonly string[]) =>
  query(
    db,
    `with ended as (delete from team_leads where user_id = $1 and team <> all($2::text[]))
     insert into team_leads (team, user_id)
     select name, $1 from teams where name = any($2::text[])
     on conflict do nothing`,
    [user, teams],
  );
