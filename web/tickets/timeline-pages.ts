import type { TimelineEvent } from "./ticket-query.ts";

/** The loaded end of a ticket's timeline. */
export interface KnownTimeline {
  /** The version up to which the user has read the ticket; -1 if it is marked as unread, null if it was never opened. */
  read: number | null;
  /** The number of events before the first one here. */
  earlier: number;
  results: TimelineEvent[];
}

/** Replaces the newest page; earlier events stay, unless there is a gap in between. */
export function withNewest(timeline: KnownTimeline | undefined, newest: KnownTimeline): KnownTimeline {
  const first = newest.results[0];
  const last = timeline?.results.at(-1);
  if (!timeline || !first || !last || newest.earlier === 0 || last.id < first.id) return newest;
  const before = timeline.results.filter(({ id }) => id < first.id);
  if (before.length === 0) return newest;
  return { read: newest.read, earlier: timeline.earlier, results: [...before, ...newest.results] };
}

/** Adds a page before the known ones. */
export function withEarlier(timeline: KnownTimeline, page: KnownTimeline): KnownTimeline {
  const first = timeline.results[0]?.id ?? 0;
  const before = page.results.filter(({ id }) => id < first);
  return { ...timeline, earlier: page.earlier, results: [...before, ...timeline.results] };
}

/** Events that were read before the newest page and whose comment or file has changed since. */
export function changedBefore(timeline: KnownTimeline | undefined, newest: KnownTimeline): TimelineEvent[] {
  const first = newest.results[0]?.id ?? 0;
  const last = timeline?.results.at(-1)?.id ?? 0;
  const changedIds = new Set(newest.results.flatMap(({ id, about }) => (id > last && about ? about : [])));
  if (!timeline || changedIds.size === 0) return [];
  return timeline.results.filter(
    ({ id, about, kind }) => id < first && kind.endsWith(".added") && changedIds.has(about!),
  );
}

/** Replaces events with their newly loaded versions. */
export function withAgain(timeline: KnownTimeline, again: readonly TimelineEvent[]): KnownTimeline {
  if (again.length === 0) return timeline;
  const byId = new Map(again.map((event) => [event.id, event]));
  return { ...timeline, results: timeline.results.map((event) => byId.get(event.id) ?? event) };
}
