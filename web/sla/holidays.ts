import type { SpecialDay } from "../../wire/sla-words.ts";
import { queryClient } from "../lib/query-client.ts";
import { language } from "../lib/texts.ts";
import { holidaysQuery } from "./sla-queries.ts";

/** The public holidays of a country in this year and the next, on which the desk is closed. */
export async function holidaysOf(country: string, speech = language()): Promise<SpecialDay[]> {
  const year = new Date().getFullYear();
  const answers = await Promise.all(
    [year, year + 1].map((each) => queryClient.fetchQuery(holidaysQuery(country, "", String(each), speech))),
  );
  return answers.flatMap(({ results }) => results.map(({ date, name }) => ({ date, name, windows: [] })));
}
