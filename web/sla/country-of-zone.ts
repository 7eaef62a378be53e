type WithZones = Intl.Locale & { getTimeZones?(): string[] | undefined; timeZones?: string[] };

function zonesOf(country: string): readonly string[] {
  const locale = new Intl.Locale(`und-${country}`) as WithZones;
  return locale.getTimeZones?.() ?? locale.timeZones ?? [];
}

/**
 * The time zone that a country suggests: the present one if it belongs to the country, or that of this device, or the only
 * one. Null if the country has several, or the browser does not know.
 */
export function zoneOfCountry(country: string, present: string, own: string): string | null {
  if (!/^[A-Z]{2}$/.test(country)) return null;
  const zones = zonesOf(country).map(canonical);
  const at = [present, own].find((zone) => zones.includes(canonical(zone)));
  if (at) return at;
  const [first, ...others] = zones;
  return first && others.every((zone) => hasSameTime(zone, first)) ? first : null;
}

const MONTHS = [0, 3, 6, 9];
/** Whether two time zones have the same time all year. */
function hasSameTime(one: string, other: string): boolean {
  const wall = (timeZone: string, month: number) =>
    new Intl.DateTimeFormat("en", { timeZone, dateStyle: "short", timeStyle: "short" }).format(
      Date.UTC(new Date().getUTCFullYear(), month, 15),
    );
  return MONTHS.every((month) => wall(one, month) === wall(other, month));
}

const canonical = (zone: string): string =>
  new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;

/** The country that a time zone belongs to, among those given; empty if there is none or the browser does not know. */
export function countryOfZone(zone: string, countries: readonly string[]): string {
  // a code of date-holidays need not be one of the browser's
  const codes = countries.filter((code) => /^[A-Z]{2}$/.test(code));
  const own = canonical(zone);
  return (
    codes.find((code) => zonesOf(code).includes(own)) ??
    codes.find((code) => zonesOf(code).some((each) => canonical(each) === own)) ??
    ""
  );
}
