import { GONE_SECONDS } from "../../wire/presence.ts";
import { noSuch } from "../../wire/problems.ts";
import { type Db, query } from "../platform/database.ts";
import type { ChannelHandler } from "../platform/listen.ts";
import type { Log } from "../platform/log.ts";
import { fullName } from "../users/names.ts";

export interface PresentUser {
  user: string;
  name: string;
  role: string;
  state: string;
  since: string;
}

const IS_PRESENT = `seen_at > now() - interval '${GONE_SECONDS} seconds'`;
const NOTIFY = "pg_notify('presence', ticket::text)::text";

/** Records that a user has a ticket open. Other servers are notified only of changes. */
export async function beat(db: Db, user: string, ticket: string, state: string): Promise<void> {
  const rows = await query(
    db,
    `with put as (
       insert into presence as p (ticket, user_id, state)
       select t.id, $2, $3
       from tickets t
       where t.id = $1 and t.deleted_at is null
       on conflict (ticket, user_id) do update set seen_at = now(), state = excluded.state,
         since = case when p.state = excluded.state and p.${IS_PRESENT} then p.since else now() end
       returning p.ticket, p.since = now() as is_new)
     select case when is_new then ${NOTIFY} end from put`,
    [ticket, user, state],
  );
  if (rows.length === 0) throw noSuch("Ticket");
}

export const leave = (db: Db, user: string, ticket: string) =>
  query(
    db,
    `with deleted as (delete from presence where ticket = $1 and user_id = $2 returning ticket)
     select ${NOTIFY}
     from deleted`,
    [ticket, user],
  );

/** The users who have these tickets open, the longest first. */
export async function peopleAt(db: Db, tickets: readonly string[]): Promise<Map<string, PresentUser[]>> {
  const rows = await query<{ ticket: string; person: PresentUser }>(
    db,
    `select p.ticket, json_build_object('user', p.user_id, 'name', ${fullName("u")},
       'role', u.role, 'state', p.state, 'since', wire_time(p.since)) as person
     from presence p join users u on u.id = p.user_id
     where p.ticket = any ($1::uuid[]) and p.${IS_PRESENT} and u.is_active order by p.since, p.user_id`,
    [tickets],
  );
  const people = new Map<string, PresentUser[]>(tickets.map((ticket) => [ticket, []]));
  for (const { ticket, person } of rows) people.get(ticket)!.push(person);
  return people;
}

const ticketsWithPeople = async (db: Db): Promise<string[]> =>
  (await query<{ ticket: string }>(db, "select distinct ticket from presence")).map(({ ticket }) => ticket);

/** Removes users whose beats have stopped, and notifies the servers. */
export const sweepPresence = (db: Db) =>
  query(
    db,
    `with deleted as (delete from presence where not (${IS_PRESENT}) returning ticket)
     select ${NOTIFY} from (select distinct ticket from deleted) d`,
  );

/** Receives the frame of a change for each user; users do not see themselves in it. */
export type PresenceFollower = (frameFor: (user: string) => string) => void;

export interface Presence extends ChannelHandler {
  follow(follower: PresenceFollower): () => void;
  close(): void;
}

const SWEEP_MS = 1000;
const GATHER_MS = 50;

const frameOf = (ticket: string, people: readonly PresentUser[]) =>
  `event: presence\ndata: ${JSON.stringify({ ticket, people })}\n\n`;

/** The frame of a change, built once for everyone who does not have the ticket open. */
function framesOf(ticket: string, people: readonly PresentUser[]): (user: string) => string {
  const frame = frameOf(ticket, people);
  const active = new Set(people.map(({ user }) => user));
  return (user) =>
    active.has(user)
      ? frameOf(
          ticket,
          people.filter((each) => each.user !== user),
        )
      : frame;
}

/** Tells the clients of this server who has which ticket open, whenever that changes on any server. */
export function openPresence(db: Db, log: Log): Presence {
  const followers = new Set<PresenceFollower>();
  // tickets with viewers, to report those who left without a notification
  const occupiedTickets = new Set<string>();
  const warn = (error: unknown) => log.warn({ err: error }, "could not read who has a ticket open; retrying");
  const report = (ticket: string, people: readonly PresentUser[]) => {
    if (followers.size === 0) return;
    occupiedTickets[people.length > 0 ? "add" : "delete"](ticket);
    const frameFor = framesOf(ticket, people);
    for (const follower of followers) follower(frameFor);
  };
  const changes = openChanges(db, { isFollowed: () => followers.size > 0, report, warn });
  const onNotification = (ticket: string) => {
    if (followers.size > 0) changes.add(ticket);
  };
  const sweeping = openSweeping(db, warn);
  const stop = () => {
    sweeping.stop();
    changes.clear();
    occupiedTickets.clear();
  };
  return {
    onNotification,
    onGap() {
      for (const ticket of occupiedTickets) onNotification(ticket);
      if (followers.size === 0) return;
      ticketsWithPeople(db).then((tickets) => tickets.forEach(onNotification), warn);
    },
    follow(follower) {
      followers.add(follower);
      sweeping.start();
      return () => {
        followers.delete(follower);
        if (followers.size === 0) stop();
      };
    },
    close: stop,
  };
}

function openSweeping(db: Db, warn: (error: unknown) => void) {
  let timer: NodeJS.Timeout | undefined;
  return {
    start() {
      timer ??= setInterval(() => sweepPresence(db).catch(warn), SWEEP_MS);
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
    },
  };
}

interface Reporting {
  isFollowed(): boolean;
  report(ticket: string, people: readonly PresentUser[]): void;
  warn(error: unknown): void;
}

/** Reads and reports who has the changed tickets open. Changes that come together are read together. */
function openChanges(db: Db, { isFollowed, report, warn }: Reporting) {
  const queue = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  // Reads one at a time: the response of an older read could arrive last and show someone who has left.
  let isReading = false;
  const read = async () => {
    timer = null;
    isReading = true;
    const tickets = [...queue];
    queue.clear();
    let wait = GATHER_MS;
    try {
      for (const [ticket, people] of await peopleAt(db, tickets)) report(ticket, people);
    } catch (error) {
      warn(error);
      for (const ticket of tickets) queue.add(ticket);
      wait = SWEEP_MS;
    }
    isReading = false;
    if (queue.size > 0) schedule(wait);
  };
  const schedule = (wait: number) => {
    if (isFollowed() && !isReading) timer ??= setTimeout(read, wait);
  };
  return {
    add(ticket: string) {
      queue.add(ticket);
      schedule(GATHER_MS);
    },
    clear() {
      if (timer) clearTimeout(timer);
      timer = null;
      queue.clear();
    },
  };
}
