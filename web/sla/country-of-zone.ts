type WithZones = Intl.Locale & { getTimeZones?(): string[] | undefined; timeZones?: string[] };

function zonesOf(country: string): readonly string[] {
  const locale = new Intl.Locale(`und-${country}`) as WithZones;
  return locale.getTimeZones?.() ?? locale.timeZones ?? [];
}

const canonical = (zone: string): string =>
  new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;

/** The country that a time zone belongs to, among those given; empty if there is none or the browser does not know. */
export function countryOfZone(zone: string, countries: readonly string[]): string {
  // a code of date-holidays need not be one of the browser's
  const known = countries.filter((code) => /^[A-Z]{2}$/.test(code));
  const own = canonical(zone);
  return (
    known.find((code) => zonesOf(code).includes(own)) ??
    known.find((code) => zonesOf(code).some((each) => canonical(each) === own)) ??
    ""
  );
}
