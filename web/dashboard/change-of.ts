import { formatter, numberOf } from "../lib/time.ts";

/** The change from one figure to another, in percent with its sign: 8 after 4 -> +100%. Null if there was nothing before. */
export function changeOf(value: number, before: number): string | null {
  if (before === 0) return value === 0 ? numberOf(0) : null;
  const format = { style: "percent", signDisplay: "exceptZero", maximumFractionDigits: 0 } as const;
  return formatter(Intl.NumberFormat, format).format((value - before) / before);
}
