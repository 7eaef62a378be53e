import { expect, test } from "vitest";
import { newDraft, type Schedule, scheduleBody, scheduleDraft, withEvery } from "./schedule-values.ts";

const draft = newDraft("ann", "Asia/Bangkok");

test("a daily report covers a day, a weekly one a week, unless other days were chosen", () => {
  expect(withEvery(draft, "day").days).toBe(1);
  expect(withEvery(withEvery(draft, "weekday"), "week").days).toBe(7);
  expect(withEvery({ ...draft, days: 30 }, "day").days).toBe(30);
});

test("the form sets the team filter and keeps filters that it does not show", () => {
  const saved = { ...scheduleBody(draft), recipients: [{ id: "ann" }], filters: { team: "Tech", priority: "urgent" } };
  const read = scheduleDraft(saved as unknown as Schedule);
  expect(read).toMatchObject({ team: "Tech", recipients: ["ann"] });
  expect(scheduleBody(read).filters).toEqual({ team: "Tech", priority: "urgent" });
  expect(scheduleBody({ ...read, team: "" }).filters).toEqual({ priority: "urgent" });
  expect(scheduleBody({ ...draft, team: "Sales" }).filters).toEqual({ team: "Sales" });
});
