import { queryOptions } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";

export type ListedMacro = AnswerOf<"GET", "/macros/">["results"][number];
export type AppliedMacro = AnswerOf<"POST", "/macros/{id}/apply/">;

export const macrosQuery = queryOptions({
  queryKey: ["macros"],
  queryFn: async ({ signal }) => (await api.get("/macros/", { signal })).results,
});
