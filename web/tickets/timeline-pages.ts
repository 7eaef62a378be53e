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
export function withNewest(cached: KnownTimeline | undefined, newest: KnownTimeline): KnownTimeline {
  const first = newest.results[0];
  const last = cached?.results.at(-1);
  if (!cached || !first || !last || newest.earlier === 0 || last.id < first.id) return newest;
  const before = cached.results.filter(({ id }) => id < first.id);
  if (before.length === 0) return newest;
  return { read: newest.read, earlier: cached.earlier, results: [...before, ...newest.results] };
}

/** Adds a page before the known ones. */
export function withEarlier(cached: KnownTimeline, page: KnownTimeline): KnownTimeline {
  const first = cached.results[0]?.id ?? 0;
  const before = page.results.filter(({ id }) => id < first);
  return { ...cached, earlier: page.earlier, results: [...before, ...cached.results] };
}

/** Events that were read before the newest page and whose comment or file has changed since. */
export function changedBefore(cached: KnownTimeline | undefined, newest: KnownTimeline): TimelineEvent[] {
  const first = newest.results[0]?.id ?? 0;
  const last = cached?.results.at(-1)?.id ?? 0;
  const changedIds = new Set(newest.results.flatMap(({ id, about }) => (id > last && about ? about : [])));
  if (!cached || changedIds.size === 0) return [];
  return cached.results.filter(
    ({ id, about, kind }) => id < first && kind.endsWith(".added") && changedIds.has(about!),
  );
}

/** Replaces events with their newly loaded versions. */
export function withAgain(cached: KnownTimeline, again: readonly TimelineEvent[]): KnownTimeline {
  if (again.length === 0) return cached;
  const byId = new Map(again.map((event) => [event.id, event]));
  return { ...cached, results: cached.results.map((event) => byId.get(event.id) ?? event) };
}
