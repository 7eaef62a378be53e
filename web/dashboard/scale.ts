export type AxisUnit = "tickets" | "hours";

const MAX_STEPS = 4;
const HOURS_A_DAY = 24;
// steps of clocks and calendars, in hours: 5 and 15 minutes, …, 5 days
const HOUR_STEPS = [1 / 12, 1 / 4, 1 / 2, 1, 2, 3, 6, 12, 24, 48, 120];

const countStep = (least: number): number => {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  return [1, 2, 5, 10].map((n) => n * power).find((step) => step >= least)!;
};

const hourStep = (least: number): number =>
  HOUR_STEPS.find((step) => step >= least) ?? countStep(least / HOURS_A_DAY) * HOURS_A_DAY;

/** Round values from zero to `max` or a little above, for the lines of an axis. */
export function ticksTo(max: number, unit: AxisUnit): number[] {
  const step = (unit === "hours" ? hourStep : countStep)(max / MAX_STEPS);
  return Array.from({ length: Math.max(1, Math.ceil(max / step)) + 1 }, (_, n) => n * step);
}
