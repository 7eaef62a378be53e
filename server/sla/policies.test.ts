import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openWorld, type World } from "../../test/world.ts";
import { WEEKDAYS } from "../../wire/sla-words.ts";

let world: World;
let policy: string;
const week = (...windows: string[][]) => Object.fromEntries(WEEKDAYS.map((day) => [day, windows]));
const hours = { name: "Office", time_zone: "Asia/Bangkok", windows: week(["09:00", "18:00"]) };
const always = {
  name: "Everyone",
  clock: "always",
  targets: {
    medium: { first_response: 60, next_response: 120, resolution: 480 },
    urgent: { first_response: 15, resolution: 120 },
  },
  reminders: [
    { before: "30m", to: ["assignee"] },
    { before: "0m", to: ["assignee", "lead"] },
  ],
};

beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

beforeEach(async () => {
  for (const { id } of (await world.admin.get("/sla-policies/")).body.results)
    await world.admin.remove(`/sla-policies/${id}/`);
  policy = (await world.admin.post("/sla-policies/", always)).body.id;
});

describe("a policy", () => {
  test.each([
    [{ targets: {} }, { targets: ["Enter at least one target."] }],
    [
      { targets: { low: { first_response: 0 } } },
      { targets: ["low, first_response: Send whole minutes from 1 to 525600, or null for no target."] },
    ],
    [
      { targets: { low: { first_response: 61, resolution: 60 } } },
      { targets: ["low: The first response is due after the resolution. Make its target shorter."] },
    ],
    [{ clock: "business" }, { calendar: ["Choose a calendar, or count every hour."] }],
    [
      { filters: { priority: "low,high" } },
      { targets: ["No target would ever apply: the filters choose only low, high."] },
    ],
    [
      { reminders: [{ before: "9h", to: ["lead"] }] },
      { reminders: ["9h: Every target is shorter, so it would never be sent."] },
    ],
    [
      { filters: { priority: "urgent" }, reminders: [{ before: "3h", to: ["lead"] }] },
      { reminders: ["3h: Every target is shorter, so it would never be sent."] },
    ],
    [
      { pauses_on: ["new", "assigned", "in_progress", "pending"] },
      { pauses_on: ["The clocks would never run: leave out at least one status."] },
    ],
    [
      { reminders: [{ before: "soon", to: ["lead"] }] },
      { reminders: ["“soon” is not a time before the target. Use 30m, 2h, 75% or, for the breach itself, 0m."] },
    ],
    [{ reminders: [{ before: "30m", to: [] }] }, { reminders: ["30m: Choose who is reminded."] }],
    [
      {
        reminders: [
          { before: "0m", to: ["lead"] },
          { before: "0h", to: ["team"] },
        ],
      },
      { reminders: ["0m is listed twice."] },
    ],
    [{ filters: { assigned_to: "me" } }, { filters: ["assigned_to: “me” depends on the viewer."] }],
    [
      { filters: { priority: "huge" } },
      { filters: ["priority: Select a valid choice. huge is not one of the available choices."] },
    ],
    [
      { calendar: "11111111-1111-4111-8111-111111111111" },
      { calendar: ['Invalid pk "11111111-1111-4111-8111-111111111111" - object does not exist.'] },
    ],
    [{ name: "everyone" }, { name: ["Another SLA policy has this name."] }],
  ])("with %j is refused", async (values, problem) => {
    const { status, body } = await world.admin.post("/sla-policies/", { ...always, name: "Another", ...values });
    expect([status, body]).toEqual([400, problem]);
  });

  test("that counts every hour has no calendar", async () => {
    const { body } = await world.admin.post("/calendars/", { ...hours, name: "Only some hours" });
    const calendar = body.id as string;
    const refusal = {
      calendar: ["Every hour counts, so a calendar has no effect. Leave it out, or count open hours."],
    };
    const created = await world.admin.post("/sla-policies/", { ...always, name: "Another", calendar });
    expect([created.status, created.body]).toEqual([400, refusal]);
    const path = `/sla-policies/${policy}/`;
    expect((await world.admin.patch(path, { calendar })).body).toEqual(refusal);
    expect((await world.admin.patch(path, { calendar, clock: "business" })).body.calendar).toBe(calendar);
    expect((await world.admin.patch(path, { clock: "always" })).body.calendar).toBeNull();
  });

  test("cannot filter by what depends on the time or the reader", async () => {
    for (const filters of [{ unread: "true" }, { sla: "breached" }, { created_after: "-7d" }, { q: "printer" }])
      expect((await world.admin.post("/sla-policies/", { ...always, name: "Another", filters })).status).toBe(400);
  });

  test("is simulated with an explanation of every second", async () => {
    const { body } = await world.admin.post("/sla-policies/simulate/", {
      hours: {
        time_zone: "Europe/Rome",
        windows: { ...week(["08:00", "12:00"], ["13:00", "18:00"]), sat: [["09:00", "13:00"]], sun: [] },
        days: [{ date: "2026-12-07", name: "St. Ambrose" }],
      },
      target_minutes: 480,
      created_at: "2026-12-04T09:48:00+01:00",
      pauses: [{ from: "2026-12-04T11:20:00+01:00", to: "2026-12-04T15:58:00+01:00" }],
    });
    expect(body.due_at).toBe("2026-12-08T07:26:00Z");
    const { segments } = body as { segments: { because: string; seconds: number; counted_seconds: number }[] };
    expect(segments.map(({ because, seconds }) => [because, seconds / 60])).toEqual([
      ["open_hours", 92],
      ["paused:pending", 278],
      ["open_hours", 122],
      ["closed", 900],
      ["open_hours", 240],
      ["closed", 35 * 60],
      ["holiday:St. Ambrose", 1440],
      ["closed", 480],
      ["open_hours", 26],
    ]);
    expect(segments.reduce((sum, each) => sum + each.counted_seconds, 0)).toBe(480 * 60);
  });
});
