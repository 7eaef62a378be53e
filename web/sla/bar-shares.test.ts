import { expect, test } from "vitest";
import { type BarSegment, barShares } from "./bar-shares.ts";

const segment = (seconds: number, because = "open_hours"): BarSegment => ({ from: "", to: "", seconds, because });

test.each<[string, BarSegment[], number, number[]]>([
  ["2m 36s of an hour fill 4.3 % of the bar", [segment(156)], 3444, [156 / 3600, 3444 / 3600]],
  [
    "a weekend and a pause take nothing from the hours that count",
    [segment(3600), segment(234_000, "closed"), segment(7200, "paused:pending"), segment(1800)],
    1800,
    [0.5, 0, 0, 0.25, 0.25],
  ],
  ["a clock past its target fills the bar", [segment(7200)], 0, [1, 0]],
  [
    "without counted time, the bar shows the rest",
    [segment(30, "closed"), segment(90, "holiday:Songkran")],
    0,
    [0.25, 0.75, 0],
  ],
])("%s", (_, segments, left, expected) => {
  expect(barShares(segments, left)).toEqual(expected);
});
