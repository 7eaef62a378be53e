import { followEvents } from "../../wire/events.ts";
import { ALL_CHANGED } from "../events/events.ts";
import type { Docket } from "../platform/docket.ts";
import { type Ask, type Route, route } from "../platform/front-door.ts";
import type { Presence } from "../presence/presence.ts";
import {
  eventsAfter,
  type Feed,
  type FeedEvent,
  isAfter,
  type Position,
  positionNow,
  positionOf,
  positionOfId,
} from "./events-feed.ts";

const BEAT_MS = 4_000;
// a reader that is this far behind is cut off; it comes back with its last id
const MOST_WAITING = 1024 * 1024;

interface Sources {
  feed: Feed;
  presence: Presence;
}

export function liveRoutes(docket: Docket, sources: Sources, isStillIn: (ask: Ask) => Promise<boolean>): Route[] {
  return [
    route(followEvents, async (ask) => {
      const { reply, request } = ask;
      const sent = request.headers["last-event-id"] ?? ask.query.last_event_id;
      const known = sent === undefined ? null : await startOf(docket, String(sent));
      const position = known ?? (await positionNow(docket.db));
      reply.hijack();
      const headers = reply.getHeaders() as Record<string, string>;
      reply.raw.writeHead(200, {
        ...headers,
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      });
      if (request.method === "HEAD") {
        reply.raw.end();
        return {};
      }
      reply.raw.write("retry: 1000\n\n");
      if (sent !== undefined && known === null) reply.raw.write("event: reset\ndata: {}\n\n");
      await follow(docket, sources, ask, position, isStillIn);
      return {};
    }),
  ];
}

const frame = ({ id, kind, data }: FeedEvent) =>
  kind === ALL_CHANGED ? `id: ${id}\nevent: reset\ndata: {}\n\n` : `id: ${id}\nevent: ${kind}\ndata: ${data}\n\n`;

const startOf = ({ db }: Docket, id: string): Promise<Position | null> =>
  /^\d{1,15}$/.test(id) ? positionOfId(db, Number(id)) : Promise.resolve(null);

async function follow(
  { db, log }: Docket,
  { feed, presence }: Sources,
  ask: Ask,
  from: Position,
  isStillIn: (ask: Ask) => Promise<boolean>,
): Promise<void> {
  const { raw } = ask.reply;
  let position = from;
  let waiting: FeedEvent[] | null = [];
  const write = (events: readonly FeedEvent[]) => {
    for (const event of events) {
      if (!isAfter(event, position)) continue;
      raw.write(frame(event));
      position = positionOf(event);
    }
    if (raw.writableLength > MOST_WAITING) raw.destroy();
  };
  // before anything is awaited: whoever has been answered misses nothing. Without an id, since what a reconnect goes on from
  // are the events alone
  const part = presence.follow((ticket, everybody) => {
    const people = everybody.filter(({ user }) => user !== ask.actor.id);
    raw.write(`event: presence\ndata: ${JSON.stringify({ ticket, people })}\n\n`);
  });
  const beat = setInterval(async () => {
    raw.write(": still here\n\n");
    if (!(await isStillIn(ask).catch(() => true))) raw.end();
  }, BEAT_MS);
  let stop = () => {};
  raw.on("close", () => {
    clearInterval(beat);
    part();
    stop();
  });
  try {
    stop = await feed.listen(
      (events) => (waiting ? waiting.push(...events) : write(events)),
      // it comes back to another server, or to this one when it is up again
      () => raw.end(),
    );
    if (raw.destroyed) return stop();
    for (
      let events = await eventsAfter(db, position);
      events.length > 0 && !raw.destroyed;
      events = await eventsAfter(db, position)
    )
      write(events);
    write(waiting);
    waiting = null;
  } catch (error) {
    log.warn({ err: error }, "a follower of events could not catch up");
    raw.destroy();
  }
}
