import { MAX_DAY_NAME } from "../../wire/calendar-fields.ts";
import { invalid } from "../../wire/problems.ts";
import { notAChoice } from "../../wire/query.ts";
import type { SpecialDay } from "../../wire/sla-words.ts";

interface Place {
  code: string;
  name: string;
}

export interface Holidays {
  countries: Place[];
  regions: Place[];
  results: SpecialDay[];
}

const placesOf = (names: Record<string, string> | undefined | null, language: string): Place[] =>
  Object.entries(names ?? {})
    .map(([code, name]) => ({ code, name }))
    .sort((a, b) => a.name.localeCompare(b.name, language));

/** The countries whose holidays are known. The rules name few of them in other languages than their own and English. */
function countriesOf(names: Record<string, string>, language: string): Place[] {
  const words = new Intl.DisplayNames([language, "en"], { type: "region", fallback: "none" });
  const nameOf = (code: string) => (/^[A-Z]{2}$/.test(code) ? words.of(code) : undefined);
  const inLanguage = Object.entries(names).map(([code, name]) => [code, nameOf(code) ?? name]);
  return placesOf(Object.fromEntries(inLanguage), language);
}

const [FIRST_YEAR, LAST_YEAR] = [1970, 2100];

/** The public holidays of a country (and a region of it) in a year. The rules of all countries are loaded at the first use. */
export async function holidaysFor(query: Record<string, string | undefined>): Promise<Holidays> {
  const { default: Calendar } = await import("date-holidays");
  const language = /^[a-z]{2}$/.test(query.language ?? "") ? query.language! : "en";
  const countries = countriesOf(new Calendar().getCountries(language), language);
  const { country, region, year = String(new Date().getUTCFullYear()) } = query;
  if (!country) return { countries, regions: [], results: [] };
  if (!countries.some(({ code }) => code === country)) throw invalid({ country: [notAChoice(country)] });
  const regions = placesOf(new Calendar().getStates(country, language), language);
  const isRegion = !region || regions.some(({ code }) => code === region);
  if (!isRegion) throw invalid({ region: [notAChoice(region)] });
  if (!/^\d{4}$/.test(year) || Number(year) < FIRST_YEAR || Number(year) > LAST_YEAR)
    throw invalid({ year: [`Send a year from ${FIRST_YEAR} to ${LAST_YEAR}.`] });
  const calendar = region ? new Calendar(country, region) : new Calendar(country);
  calendar.setLanguages([language, "en"]);
  return { countries, regions, results: publicDays(calendar.getHolidays(Number(year))) };
}

/** A name that a calendar can store. */
const shorten = (name: string): string =>
  [...name].length > MAX_DAY_NAME ? `${[...name].slice(0, MAX_DAY_NAME - 1).join("")}…` : name;

/** One entry a day; a holiday of several days has several. */
function publicDays(
  holidays: readonly { date: string; name: string; type: string; start: Date; end: Date }[],
): SpecialDay[] {
  const names = new Map<string, string>();
  for (const { date, name, type, start, end } of holidays) {
    if (type !== "public") continue;
    const length = Math.max(1, Math.round((end.getTime() - start.getTime()) / 86_400_000));
    const first = Temporal.PlainDate.from(date.slice(0, 10));
    for (let n = 0; n < Math.min(length, 14); n += 1) {
      const day = first.add({ days: n }).toString();
      const earlier = names.get(day);
      names.set(day, earlier && earlier !== name ? `${earlier}, ${name}` : name);
    }
  }
  return [...names]
    .map(([date, name]) => ({ date, name: shorten(name), windows: [] }))
    .sort((a, b) => (a.date < b.date ? -1 : 1));
}
