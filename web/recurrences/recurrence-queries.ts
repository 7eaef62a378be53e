import { queryOptions } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";

export type Recurrence = AnswerOf<"GET", "/recurrences/">["results"][number];

export const recurrencesQuery = queryOptions({
  queryKey: ["recurrences"],
  queryFn: async ({ signal }) => (await api.get("/recurrences/", { signal })).results,
});

/** A recurring ticket as it is written. */
export interface RecurrenceDraft {
  name: string;
  template: string | null;
  company: string | null;
  companyName: string | null;
  inputs: Record<string, string>;
  rrule: string;
  starts_at: string;
  time_zone: string;
  missed: Recurrence["missed"];
  is_active: boolean;
}
