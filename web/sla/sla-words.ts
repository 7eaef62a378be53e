import { formatter } from "../lib/time.ts";

const UNITS = [
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

/** Seconds in hours, minutes and seconds, without rounding: 4h 38m. */
export function secondsText(seconds: number): string {
  let left = Math.abs(seconds);
  const parts = UNITS.flatMap(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    const format = formatter(Intl.NumberFormat, { style: "unit", unit, unitDisplay: "narrow" });
    return count > 0 ? [format.format(count)] : [];
  });
  return parts.length > 0
    ? parts.join(" ")
    : formatter(Intl.NumberFormat, { style: "unit", unit: "minute", unitDisplay: "narrow" }).format(0);
}

/** The same at a glance: without seconds from one minute on. */
export const spanText = (seconds: number): string =>
  secondsText(Math.abs(seconds) < 60 ? seconds : Math.floor(Math.abs(seconds) / 60) * 60);
