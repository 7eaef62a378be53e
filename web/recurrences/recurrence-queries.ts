import { queryOptions } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";

export type Recurrence = AnswerOf<"GET", "/recurrences/">["results"][number];

export const recurrencesQuery = queryOptions({
  queryKey: ["recurrences"],
  queryFn: async ({ signal }) => (await api.get("/recurrences/", { signal })).results,
});

/** A recurring ticket in the form. */
export interface RecurrenceDraft {
  name: string;
  template: string | null;
  company: string | null;
  companyName: string | null;
  contact: string | null;
  contactName: string | null;
  zone: string | null;
  zoneName: string | null;
  inputs: Record<string, string>;
  rrule: string;
  starts_at: string;
  time_zone: string;
  calendar: string | null;
  on_closed_day: Recurrence["on_closed_day"];
  missed: Recurrence["missed"];
  is_active: boolean;
}

/** The body of the request that saves a draft. */
export const recurrenceBody = (draft: RecurrenceDraft) => ({
  name: draft.name,
  template: draft.template ?? "",
  company: draft.company,
  contact: draft.contact,
  zone: draft.zone,
  inputs: draft.inputs,
  rrule: draft.rrule,
  starts_at: draft.starts_at,
  time_zone: draft.time_zone,
  calendar: draft.calendar,
  on_closed_day: draft.on_closed_day,
  missed: draft.missed,
  is_active: draft.is_active,
});
