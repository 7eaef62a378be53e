import { queryOptions } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { queryClient } from "../lib/query-client.ts";
import { language } from "../lib/texts.ts";

export type Calendar = AnswerOf<"GET", "/calendars/{id}/">;
export type Policy = AnswerOf<"GET", "/sla-policies/{id}/">;
export type PolicyForecast = AnswerOf<"POST", "/sla-policies/apply/">;

const MAX_ROWS = 200;
export const calendarsQuery = queryOptions({
  queryKey: ["calendars"],
  queryFn: async ({ signal }) => (await api.get("/calendars/", { query: { page_size: MAX_ROWS }, signal })).results,
});
export const policiesQuery = queryOptions({
  queryKey: ["sla-policies"],
  queryFn: async ({ signal }) => (await api.get("/sla-policies/", { query: { page_size: MAX_ROWS }, signal })).results,
});
/** What applying the policies to open tickets would change. */
export const forecastQuery = queryOptions({
  queryKey: ["sla-forecast"],
  queryFn: ({ signal }) => api.post("/sla-policies/apply/", { dry_run: true }, { signal }),
});
/** The public holidays of a year, and the countries to choose from, with names in a language: that of the app by default. */
export const holidaysQuery = (country: string, region: string, year: string, speech = language()) =>
  queryOptions({
    queryKey: ["holidays", country, region, year, speech],
    queryFn: ({ signal }) =>
      api.get("/calendars/holidays/", { query: { country, region, year, language: speech }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

export async function slaSaved(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries(calendarsQuery),
    queryClient.invalidateQueries(policiesQuery),
    queryClient.invalidateQueries(forecastQuery),
  ]);
}
