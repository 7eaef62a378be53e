import { followEvents } from "../../wire/events.ts";
import type { Db } from "../platform/database.ts";
import type { Docket } from "../platform/docket.ts";
import { type RequestContext, type Route, route } from "../platform/front-door.ts";
import { type FeedPosition, positionNow, positionOfId } from "./events-feed.ts";
import { type Sources, streamEvents } from "./stream.ts";

export function liveRoutes(docket: Docket, sources: Sources): Route[] {
  return [
    route(followEvents, async (ctx) => {
      const lastId = ctx.request.headers["last-event-id"] ?? ctx.query.last_event_id;
      const resumePosition = lastId === undefined ? null : await startOf(ctx.db, String(lastId));
      const position = resumePosition ?? (await positionNow(ctx.db));
      if (writeHead(ctx, lastId !== undefined && resumePosition === null))
        await streamEvents(docket, sources, ctx, position);
      return {};
    }),
  ];
}

const startOf = (db: Db, id: string): Promise<FeedPosition | null> =>
  /^\d{1,15}$/.test(id) ? positionOfId(db, Number(id)) : Promise.resolve(null);

/** Begins the response; false if it is complete. */
function writeHead({ reply, request }: RequestContext, isReset: boolean): boolean {
  reply.hijack();
  // the request log must recognize a stream: it has no time to answer
  reply.raw.setHeader("content-type", "text/event-stream");
  reply.raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  if (request.method === "HEAD") {
    reply.raw.end();
    return false;
  }
  reply.raw.write("retry: 1000\n\n");
  if (isReset) reply.raw.write("event: reset\ndata: {}\n\n");
  return true;
}
