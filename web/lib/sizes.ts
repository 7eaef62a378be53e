import { locale } from "./texts.ts";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** The size of a file in words: 812 bytes, 34 kB, 1.2 MB. */
export function sizeText(bytes: number): string {
  const step = bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : bytes < 1_000_000_000 ? 2 : 3;
  const amount = bytes / 1000 ** step;
  return new Intl.NumberFormat(locale(), {
    style: "unit",
    unit: UNITS[step] as string,
    // the short form in English is "1 byte" for any number
    unitDisplay: step === 0 ? "long" : "short",
    maximumFractionDigits: step > 1 && amount < 10 ? 1 : 0,
  }).format(amount);
}
