import "../lib/later-texts.ts";
import type { SpecialDay } from "../../wire/sla-words.ts";
import { ownZone } from "../lib/own-zone.ts";
import { LANGUAGES, type Translate } from "../lib/texts.ts";
import { showError, showNotice } from "../ui/notices.ts";
import { zoneOfCountry } from "./country-of-zone.ts";
import { holidaysOf } from "./holidays.ts";
import { withHolidays, yearsText } from "./special-days.ts";

interface Hours {
  country: string;
  zone: string;
  days: readonly SpecialDay[];
}

/** What a country changes in office hours: its holidays, and its time zone if it has one. Null if they cannot be loaded. */
export async function countryChange(
  t: Translate,
  country: string,
  before: Hours,
): Promise<{ zone: string | null; days: SpecialDay[] } | null> {
  try {
    // they may have been added in another language of the app
    const former = before.country === "" ? [] : Object.keys(LANGUAGES).map((each) => holidaysOf(before.country, each));
    const [holidays, ...formerDays] = await Promise.all([holidaysOf(country), ...former]);
    const years = yearsText(holidays, new Date().getFullYear());
    showNotice(`${t("sla.days.added", { count: holidays.length })} (${years})`);
    return {
      zone: zoneOfCountry(country, before.zone, ownZone()),
      days: withHolidays(before.days, formerDays.flat(), holidays),
    };
  } catch (error) {
    showError(error, t("sla.days.notLoaded"));
    return null;
  }
}
