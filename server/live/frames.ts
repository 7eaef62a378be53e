import { may } from "../../wire/permissions.ts";
import { seesAll } from "../access/visible.ts";
import { ALL_CHANGED } from "../events/events.ts";
import type { Actor } from "../platform/front-door.ts";
import { type FeedEvent, type FeedPosition, isAfter, positionOf } from "./events-feed.ts";

const frameOf = ({ id, kind, data }: FeedEvent) =>
  kind === ALL_CHANGED ? `id: ${id}\nevent: reset\ndata: {}\n\n` : `id: ${id}\nevent: ${kind}\ndata: ${data}\n\n`;

const maySee = (actor: Actor, { only_for }: FeedEvent) =>
  seesAll(actor) && (only_for === null || may(actor, "bulk.manage_any") || actor.id === only_for);

// The feed passes the same array to every stream of a server: its bytes are built once and written to each. The bytes
// are shared, so a thousand streams that wait for slow clients do not hold a thousand copies.
const bytesOfEvents = new WeakMap<readonly FeedEvent[], Buffer>();

function bytesOf(events: readonly FeedEvent[]): Buffer {
  let bytes = bytesOfEvents.get(events);
  if (!bytes) {
    bytes = Buffer.from(events.map(frameOf).join(""));
    bytesOfEvents.set(events, bytes);
  }
  return bytes;
}

/** The bytes of these events for a stream; null if the client has seen them all, or may see none. */
export function framesFor(actor: Actor, events: readonly FeedEvent[], position: FeedPosition): Buffer | null {
  if (events.length === 0) return null;
  if (isAfter(events[0]!, position) && events.every((each) => maySee(actor, each))) return bytesOf(events);
  const rest = events.filter((each) => isAfter(each, position) && maySee(actor, each));
  return rest.length > 0 ? Buffer.from(rest.map(frameOf).join("")) : null;
}

/** The position of a stream that has seen these events. */
export function advance(position: FeedPosition, events: readonly FeedEvent[]): FeedPosition {
  const last = events.at(-1);
  return last && isAfter(last, position) ? positionOf(last) : position;
}
