import { describe, expect, test } from "vitest";
import { ticksTo } from "./scale.ts";

describe("the axis of a chart", () => {
  test.each([
    [0, [0, 1]],
    [1, [0, 1]],
    [3, [0, 1, 2, 3]],
    [7, [0, 2, 4, 6, 8]],
    [41, [0, 20, 40, 60]],
    [1_900, [0, 500, 1_000, 1_500, 2_000]],
  ])("counts tickets up to %i in round steps from zero", (max, ticks) => {
    expect(ticksTo(max, "tickets")).toEqual(ticks);
  });

  test.each([
    [0.9, [0, 0.25, 0.5, 0.75, 1]],
    [7, [0, 2, 4, 6, 8]],
    [40, [0, 12, 24, 36, 48]],
    [1_000, [0, 480, 960, 1_440]],
  ])("measures %d hours in steps of a clock and a calendar", (max, ticks) => {
    expect(ticksTo(max, "hours")).toEqual(ticks);
  });
});
