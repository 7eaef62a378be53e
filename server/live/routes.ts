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
const END_MS = 1_000;
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
      // the request log must recognize a stream: it has no time to answer
      reply.raw.setHeader("content-type", "text/event-stream");
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
  const { socket } = ask.request.raw;
  let position = from;
  let waiting: FeedEvent[] | null = [];
  const write = (events: readonly FeedEvent[]) => {
    for (const event of events) {
      if (isOver || !isAfter(event, position)) continue;
      raw.write(frame(event));
      position = positionOf(event);
    }
    if (raw.writableLength > MOST_WAITING) socket.destroy();
  };
  // before anything is awaited: whoever has been answered misses nothing. Without an id, since what a reconnect goes on from
  // are the events alone
  const part = presence.follow((ticket, everybody) => {
    const people = everybody.filter(({ user }) => user !== ask.actor.id);
    raw.write(`event: presence\ndata: ${JSON.stringify({ ticket, people })}\n\n`);
  });
  let isOver = false;
  let stop = () => {};
  const beat = setInterval(async () => {
    raw.write(": still here\n\n");
    if (!(await isStillIn(ask).catch(() => true))) end();
  }, BEAT_MS);
  const leave = () => {
    isOver = true;
    clearInterval(beat);
    part();
    stop();
    socket.off("close", leave);
  };
  // after its end nothing may be written; who does not take the end is cut off
  const end = () => {
    if (isOver) return;
    leave();
    raw.end();
    const cut = setTimeout(() => socket.destroy(), END_MS);
    raw.once("finish", () => clearTimeout(cut));
    raw.once("close", () => clearTimeout(cut));
  };
  raw.on("error", () => {});
  raw.on("close", leave);
  // an answer that waits for another one on its connection is not told when that goes
  socket.on("close", leave);
  try {
    stop = await feed.listen(
      (events) => (waiting ? waiting.push(...events) : write(events)),
      // it comes back to another server, or to this one when it is up again
      end,
    );
    if (isOver) return stop();
    for (
      let events = await eventsAfter(db, position);
      events.length > 0 && !isOver;
      events = await eventsAfter(db, position)
    )
      write(events);
    if (!isOver) write(waiting);
    waiting = null;
  } catch (error) {
    log.warn({ err: error }, "a follower of events could not catch up");
    socket.destroy();
  }
}
