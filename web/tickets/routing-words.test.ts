// @vitest-environment jsdom
import "../lib/later-texts.ts";
import { expect, test } from "vitest";
import type { RoutingReason } from "../../wire/routing-words.ts";
import { t } from "../lib/texts.ts";
import { reasonWords, unassignedWords, waitWords } from "./routing-words.ts";

const reason: RoutingReason = {
  mode: "round_robin",
  is_sticky: false,
  user: "1",
  name: "Tom",
  load: 3,
  capacity: 10,
  skills: [],
  missing_skills: [],
  skipped: [],
};
const away = { user: "2", name: "Fay", because: "away" as const, until: null };

test.each<[Partial<RoutingReason>, string]>([
  [{}, "Round robin: Tom (3 open of 10); the longest without a new ticket, so next in turn"],
  [{ is_sticky: true }, "Round robin: Tom (3 open of 10); Tom had the contact’s last ticket"],
  [{ mode: "least_loaded", skipped: [away] }, "Least loaded: Tom (3 open of 10); Fay is away"],
  [
    { mode: "skill", skills: ["Thai"], missing_skills: ["Sound"] },
    "By skill for Thai: Tom (3 open of 10); no agent with Sound could take it",
  ],
])("says why an agent got a ticket: %o", (part, words) => {
  expect(reasonWords(t, { ...reason, ...part })).toBe(words);
});

test.each([
  [null, "Waits for an agent"],
  [[away], "Waits for an agent: Fay is away"],
  [[], "Waits for an agent: nobody is in this team"],
])("says what a ticket waits for: %o", (skips, words) => {
  expect(waitWords(t, skips)).toBe(words);
});

test.each([
  ["unassigned", "Tom unassigned it."],
  ["before", "It was here before automatic assignment was turned on."],
  ["imported", "It was imported, and imports assign nothing."],
  ["quiet", "An undo or a bulk change without notifications brought it here, and these assign nothing."],
] as const)("says why a ticket has no assignee, and when that changes: %s", (because, words) => {
  const when = "Docket assigns it when its team, category or tags change, or its contact writes.";
  expect(unassignedWords(t, { because, name: "Tom", at: "2026-11-27T10:00:00Z" })).toBe(`${words} ${when}`);
});
