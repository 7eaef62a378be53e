import type { Db } from "../platform/database.ts";
import type { Docket } from "../platform/docket.ts";
import type { RequestContext } from "../platform/front-door.ts";
import type { PresenceFollower } from "../presence/presence.ts";
import { eventsAfter, type Feed, type FeedEvent, type FeedPosition } from "./events-feed.ts";
import { advance, framesFor } from "./frames.ts";

const BEAT_MS = 4_000;
const END_MS = 1_000;
// a client that is this far behind is disconnected; it reconnects with its last ID
const MAX_BUFFERED_BYTES = 1024 * 1024;

export interface Sources {
  feed: Feed;
  presence: { follow(follower: PresenceFollower): () => void };
  /** Whether the session of a request is still valid. */
  isSignedIn(ctx: RequestContext): Promise<boolean>;
}

/** The response to one client that follows events: written to until the client, its session or the server ends it. */
interface Stream {
  isOver(): boolean;
  write(bytes: Buffer | string | null): void;
  /** Ends the response properly. A client that does not read the end is disconnected. */
  end(): void;
  cut(): void;
}

function openStream({ reply, request }: RequestContext, onOver: () => void): Stream {
  const { raw } = reply;
  const { socket } = request.raw;
  let isOver = false;
  const leave = () => {
    if (isOver) return;
    isOver = true;
    socket.off("close", leave);
    onOver();
  };
  raw.on("error", () => {});
  raw.on("close", leave);
  // a pipelined response waits for another one, and gets no event when its connection closes
  socket.on("close", leave);
  return {
    isOver: () => isOver,
    write(bytes) {
      if (isOver || bytes === null) return;
      raw.write(bytes);
      if (raw.writableLength > MAX_BUFFERED_BYTES) socket.destroy();
    },
    end() {
      if (isOver) return;
      leave();
      raw.end();
      const timer = setTimeout(() => socket.destroy(), END_MS);
      raw.once("finish", () => clearTimeout(timer));
      raw.once("close", () => clearTimeout(timer));
    },
    cut: () => socket.destroy(),
  };
}

/** Writes the events after a position to the client: first the past ones, then each as it happens. */
export async function streamEvents(
  { db, log }: Docket,
  sources: Sources,
  ctx: RequestContext,
  from: FeedPosition,
): Promise<void> {
  const { feed, presence } = sources;
  let position = from;
  let waiting: (readonly FeedEvent[])[] | null = [];
  const leaving: (() => void)[] = [];
  const stream = openStream(ctx, () => {
    for (const leave of leaving.splice(0)) leave();
  });
  const write = (events: readonly FeedEvent[]) => {
    stream.write(framesFor(ctx.actor, events, position));
    position = advance(position, events);
  };
  // Before anything is awaited, so that a client that got a response misses nothing. Without an ID: a reconnect
  // continues from the events alone.
  leaving.push(presence.follow((frameFor) => stream.write(frameFor(ctx.actor.id))));
  leaving.push(startBeat(stream, () => sources.isSignedIn(ctx)));
  try {
    const stop = await feed.listen(
      (events) => (waiting ? waiting.push(events) : write(events)),
      // the client reconnects to another server, or to this one when it is up again
      stream.end,
    );
    if (stream.isOver()) return stop();
    leaving.push(stop);
    for await (const events of pastEvents(db, () => position)) {
      if (stream.isOver()) break;
      write(events);
    }
    for (const events of waiting) write(events);
    waiting = null;
  } catch (error) {
    log.warn({ err: error }, "a stream could not catch up; its client reconnects");
    stream.cut();
  }
}

/** The events after a position, including those that happen while they are read, until there are no more. */
async function* pastEvents(db: Db, position: () => FeedPosition): AsyncGenerator<readonly FeedEvent[]> {
  for (;;) {
    const events = await eventsAfter(db, position());
    if (events.length === 0) return;
    yield events;
  }
}

/** Keeps the connection from looking idle, and ends the stream when its session ends. The returned function stops it. */
function startBeat(stream: Stream, isSignedIn: () => Promise<boolean>): () => void {
  const beat = setInterval(async () => {
    stream.write(": still here\n\n");
    if (!(await isSignedIn().catch(() => true))) stream.end();
  }, BEAT_MS);
  return () => clearInterval(beat);
}
