export interface BarSegment {
  from: string;
  to: string;
  seconds: number;
  because: string;
}

export type ShareKind = "open" | "paused" | "closed" | "holiday" | "uncounted";

export function kindOf(because: string): ShareKind {
  if (because === "open_hours") return "open";
  if (because.startsWith("holiday:")) return "holiday";
  if (because.startsWith("paused:")) return "paused";
  return because === "closed" ? "closed" : "uncounted";
}

/**
 * The share of each segment in the bar, then that of the time left. Only counted time has one, so that the bar is as full
 * as the target is used up: a weekend would leave no room for an hour. Without counted time, all segments share the bar.
 */
export function barShares(segments: readonly BarSegment[], secondsLeft: number): number[] {
  const open = segments.map(({ because, seconds }) => (kindOf(because) === "open" ? seconds : 0));
  const sizes = [...open, secondsLeft].some((size) => size > 0) ? open : segments.map(({ seconds }) => seconds);
  const whole = Math.max(
    1,
    [...sizes, secondsLeft].reduce((sum, each) => sum + each, 0),
  );
  return [...sizes, secondsLeft].map((size) => size / whole);
}
