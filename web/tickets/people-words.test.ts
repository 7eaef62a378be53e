import { expect, test } from "vitest";
import { personHint } from "./people-words.ts";

const t = ((key: string, values: object = {}) => `${key} ${Object.keys(values).join()}`.trim()) as Parameters<
  typeof personHint
>[0];

test("a user to choose has their team beside the name, and until when they are out of office", () => {
  expect(personHint(t, { role: "Tech", away_until: null })).toBe("roles.Tech");
  expect(personHint(t, { role: "Tech", away_until: "2026-12-01T00:00:00Z" })).toBe("notify.awayUntil until");
});
