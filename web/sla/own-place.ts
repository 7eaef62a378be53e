import { queryOptions } from "@tanstack/react-query";
import type { SpecialDay } from "../../wire/sla-words.ts";
import { ownZone } from "../lib/own-zone.ts";
import { queryClient } from "../lib/query-client.ts";
import { countryOfZone } from "./country-of-zone.ts";
import { holidaysOf } from "./holidays.ts";
import { holidaysQuery } from "./sla-queries.ts";

/** A country, empty for none, and its public holidays. */
export interface HolidayCountry {
  country: string;
  days: readonly SpecialDay[];
}
export const NO_PLACE: HolidayCountry = { country: "", days: [] };

/** The country of the user's time zone, with its holidays; none if they cannot be loaded. */
export const ownPlaceQuery = queryOptions({
  queryKey: ["holidays", "own"],
  queryFn: async (): Promise<HolidayCountry> => {
    const { countries } = await queryClient.fetchQuery(holidaysQuery("", "", String(new Date().getFullYear())));
    const country = countryOfZone(
      ownZone(),
      countries.map(({ code }) => code),
    );
    return country === "" ? NO_PLACE : { country, days: await holidaysOf(country) };
  },
  retry: false,
  staleTime: Number.POSITIVE_INFINITY,
});
