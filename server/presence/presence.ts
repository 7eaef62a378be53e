import { GONE_SECONDS } from "../../wire/presence.ts";
import { noSuch } from "../../wire/problems.ts";
import { type Db, query } from "../platform/database.ts";
import type { Ear } from "../platform/listen.ts";
import type { Log } from "../platform/log.ts";
import { fullName } from "../users/names.ts";

export interface Person {
  user: string;
  name: string;
  role: string;
  state: string;
  since: string;
}

const FRESH = `seen_at > now() - interval '${GONE_SECONDS} seconds'`;
const TOLD = "pg_notify('presence', ticket::text)::text";

/** Notes that a user has a ticket open; only what changes is told to the other servers. */
export async function beat(db: Db, user: string, ticket: string, state: string): Promise<void> {
  const rows = await query(
    db,
    `with put as (
       insert into presence as p (ticket, user_id, state) select t.id, $2, $3 from tickets t where t.id = $1 and t.deleted_at is null
       on conflict (ticket, user_id) do update set seen_at = now(), state = excluded.state,
         since = case when p.state = excluded.state and p.${FRESH} then p.since else now() end
       returning p.ticket, p.since = now() as is_new)
     select case when is_new then ${TOLD} end from put`,
    [ticket, user, state],
  );
  if (rows.length === 0) throw noSuch("Ticket");
}

export const leave = (db: Db, user: string, ticket: string) =>
  query(
    db,
    `with gone as (delete from presence where ticket = $1 and user_id = $2 returning ticket) select ${TOLD} from gone`,
    [ticket, user],
  );

/** Who has these tickets open, the longest there first. */
export async function peopleAt(db: Db, tickets: readonly string[]): Promise<Map<string, Person[]>> {
  const rows = await query<{ ticket: string; person: Person }>(
    db,
    `select p.ticket, json_build_object('user', p.user_id, 'name', ${fullName("u")},
       'role', u.role, 'state', p.state, 'since', wire_time(p.since)) as person
     from presence p join users u on u.id = p.user_id
     where p.ticket = any ($1::uuid[]) and p.${FRESH} and u.is_active order by p.since, p.user_id`,
    [tickets],
  );
  const people = new Map<string, Person[]>(tickets.map((ticket) => [ticket, []]));
  for (const { ticket, person } of rows) people.get(ticket)!.push(person);
  return people;
}

/** Removes those who do not tell any more, and tells that they are gone. */
export const sweepPresence = (db: Db) =>
  query(
    db,
    `with gone as (delete from presence where not (${FRESH}) returning ticket)
     select ${TOLD} from (select distinct ticket from gone) g`,
  );

type Follower = (ticket: string, people: readonly Person[]) => void;

export interface Presence extends Ear {
  follow(follower: Follower): () => void;
  close(): void;
}

const SWEEP_MS = 1000;
// changes that come together are read together
const GATHER_MS = 50;

/** Tells the followers on this server who is where, as often as that changes on any server. */
export function openPresence(db: Db, log: Log): Presence {
  const followers = new Set<Follower>();
  const changed = new Set<string>();
  // to tell who left while nothing was heard
  const peopled = new Set<string>();
  let gathering: NodeJS.Timeout | null = null;
  let sweeping: NodeJS.Timeout | null = null;
  const warn = (error: unknown) => log.warn({ err: error }, "who is at a ticket could not be read");
  const tell = async () => {
    gathering = null;
    const tickets = [...changed];
    changed.clear();
    const now = await peopleAt(db, tickets).catch((error: unknown) => {
      warn(error);
      for (const ticket of tickets) changed.add(ticket);
      gathering ??= setTimeout(tell, SWEEP_MS);
      return [];
    });
    for (const [ticket, people] of now) {
      if (people.length > 0) peopled.add(ticket);
      else peopled.delete(ticket);
      for (const follower of followers) follower(ticket, people);
    }
  };
  const stop = () => {
    if (sweeping) clearInterval(sweeping);
    if (gathering) clearTimeout(gathering);
    sweeping = gathering = null;
  };
  const heard = (ticket: string) => {
    if (followers.size === 0) return;
    changed.add(ticket);
    gathering ??= setTimeout(tell, GATHER_MS);
  };
  return {
    heard,
    gap() {
      for (const ticket of peopled) heard(ticket);
      if (followers.size === 0) return;
      query<{ ticket: string }>(db, "select distinct ticket from presence")
        .then((rows) => {
          for (const { ticket } of rows) heard(ticket);
        })
        .catch(warn);
    },
    follow(follower) {
      followers.add(follower);
      sweeping ??= setInterval(() => sweepPresence(db).catch(warn), SWEEP_MS);
      return () => {
        followers.delete(follower);
        if (followers.size > 0) return;
        stop();
        peopled.clear();
      };
    },
    close: stop,
  };
}
