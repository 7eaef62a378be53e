import { expect, test } from "vitest";
import type { TimelineEvent } from "./ticket-query.ts";
import { changedBefore, type KnownTimeline, withAgain, withEarlier, withNewest } from "./timeline-pages.ts";

const event = (id: number, more: Partial<TimelineEvent> = {}): TimelineEvent => ({
  id,
  version: id,
  at: "2026-11-26T12:00:00Z",
  kind: "comment.added",
  actor: null,
  actor_kind: "system",
  actor_name: null,
  about: `c${id}`,
  changes: null,
  comment: null,
  description_of: null,
  attachment: null,
  delivery: null,
  can_undo: false,
  macros: null,
  routing: null,
  ...more,
});
const timeline = (earlier: number, ...ids: number[]): KnownTimeline => ({
  read: null,
  earlier,
  results: ids.map((id) => event(id)),
});
const idsOf = ({ earlier, results }: KnownTimeline) => [earlier, ...results.map(({ id }) => id)];

test.each([
  ["nothing is known", undefined, timeline(4, 5, 6), [4, 5, 6]],
  ["one more has come", timeline(0, 1, 2, 3, 4), timeline(3, 4, 5), [0, 1, 2, 3, 4, 5]],
  ["nothing has come", timeline(2, 3, 4, 5), timeline(3, 4, 5), [2, 3, 4, 5]],
  ["more has come than a page holds", timeline(0, 1, 2), timeline(6, 7, 8), [6, 7, 8]],
  ["the page is the whole", timeline(0, 1, 2), timeline(0, 1, 2, 3), [0, 1, 2, 3]],
])("the newest page is merged when %s", (_, cached, newest, ids) => {
  expect(idsOf(withNewest(cached, newest))).toEqual(ids);
});

test("earlier events come first, each once", () => {
  expect(idsOf(withEarlier(timeline(3, 4, 5), timeline(1, 2, 3)))).toEqual([1, 2, 3, 4, 5]);
  expect(idsOf(withEarlier(timeline(3, 3, 4, 5), timeline(1, 2, 3)))).toEqual([1, 2, 3, 4, 5]);
});

test("a changed comment is updated in place before the newest page", () => {
  const cached = timeline(0, 1, 2, 3);
  const edit = event(4, { kind: "comment.updated", about: "c1" });
  const newest: KnownTimeline = { read: null, earlier: 2, results: [event(3), edit] };
  expect(changedBefore(cached, newest).map(({ id }) => id)).toEqual([1]);
  expect(changedBefore({ ...cached, results: [...cached.results, edit] }, newest)).toEqual([]);
  const again = event(1, { actor_name: "Fay" });
  expect(withAgain(cached, [again]).results.map(({ actor_name }) => actor_name)).toEqual(["Fay", null, null]);
});
