import { queryOptions } from "@tanstack/react-query";
import type { MacroInput, MacroScope } from "../../wire/macro-words.ts";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import type { SavedFile } from "./SavedFiles.tsx";

export type ListedMacro = AnswerOf<"GET", "/macros/">["results"][number];
export type AppliedMacro = AnswerOf<"POST", "/macros/{id}/apply/">;

export const macrosQuery = queryOptions({
  queryKey: ["macros"],
  queryFn: async ({ signal }) => (await api.get("/macros/", { signal })).results,
});

export const macroQuery = (id: string) =>
  queryOptions({
    queryKey: ["macros", id],
    queryFn: ({ signal }) => api.get("/macros/{id}/", { path: { id }, signal }),
  });

/** What a person writes: a macro without its ID and its count of uses. */
export interface MacroContent {
  name: string;
  folder: string;
  scope: MacroScope;
  team: string;
  texts: Record<string, string>;
  is_internal: boolean;
  inputs: MacroInput[];
  changes: Readonly<Record<string, unknown>>;
  files: readonly SavedFile[];
}
