import { instant } from "../../wire/fields.ts";

const RELATIVE = /^\s*([+-]?)(\d{1,5})([dh])\s*$/;
const MS = { d: 86_400_000, h: 3_600_000 } as const;

/** Reads a time in a filter: an ISO time, a day (its beginning), or days or hours from now (-7d, 12h). */
export function parseMoment(text: string, zone: string): { at: string } | { error: string } {
  const relative = RELATIVE.exec(text);
  if (relative) {
    const [, sign, n, unit] = relative;
    const ms = Number(n) * MS[unit as "d" | "h"];
    return { at: new Date(Date.now() + (sign === "-" ? -ms : ms)).toISOString() };
  }
  const read = instant().read(text, { zone });
  return "error" in read ? read : { at: read.value! };
}
