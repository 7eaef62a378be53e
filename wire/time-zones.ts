// Time zone rules from Intl. Temporal would need one line, but not every browser has it.

const DAY_MS = 86_400_000;

// Creating a formatter takes 30 times as long as using one. A process uses few zones, but clients can spell them in
// many ways.
const MAX_KEPT = 100;
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(zone: string): Intl.DateTimeFormat {
  const cachedFormatter = formatters.get(zone);
  if (cachedFormatter) return cachedFormatter;
  const newFormatter = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    era: "short",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  if (formatters.size >= MAX_KEPT) formatters.clear();
  formatters.set(zone, newFormatter);
  return newFormatter;
}

/** A zone's offset from UTC at a time, in milliseconds; positive to the east. */
export function zoneOffset(at: number, zone: string): number {
  if (zone === "UTC") return 0;
  const second = Math.floor(at / 1000) * 1000;
  const parts = formatter(zone).formatToParts(second);
  const part = (type: string) => parts.find((each) => each.type === type)!.value;
  const number = (type: string) => Number(part(type));
  const year = part("era").startsWith("B") ? 1 - number("year") : number("year");
  const day = new Date(0).setUTCFullYear(year, number("month") - 1, number("day"));
  return day + (number("hour") * 3600 + number("minute") * 60 + number("second")) * 1000 - second;
}

/**
 * Converts the time on a zone's clocks, given as if it were UTC, to an instant. If the clocks show the time twice (set
 * back), the earlier instant; if they skip it (set forward), the time moves forward by as much.
 */
export function fromWall(wall: number, zone: string): number {
  if (zone === "UTC") return wall;
  const before = zoneOffset(wall - DAY_MS, zone);
  if (zoneOffset(wall - before, zone) === before) return wall - before;
  const after = zoneOffset(wall + DAY_MS, zone);
  return zoneOffset(wall - after, zone) === after ? wall - after : wall - before;
}
