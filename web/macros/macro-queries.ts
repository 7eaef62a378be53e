import { queryOptions, useQuery } from "@tanstack/react-query";
import type { MacroInput, MacroScope } from "../../wire/macro-words.ts";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import type { MacroFile } from "./SavedFiles.tsx";

export type ListedMacro = AnswerOf<"GET", "/macros/">["results"][number];
export type AppliedMacro = AnswerOf<"POST", "/macros/{id}/apply/">;

export const macrosQuery = queryOptions({
  queryKey: ["macros"],
  queryFn: async ({ signal }) => (await api.get("/macros/", { signal })).results,
});

/** Returns the names of the macros and people that a rule refers to by ID. */
export function useRuleNames(person: (id: string) => string): (id: string) => string {
  const { data: macros } = useQuery(macrosQuery);
  return (id) => macros?.find((each) => each.id === id)?.name ?? person(id);
}

export const macroQuery = (id: string) =>
  queryOptions({
    queryKey: ["macros", id],
    queryFn: ({ signal }) => api.get("/macros/{id}/", { path: { id }, signal }),
  });

/** The content of a macro: without its ID and its number of uses. */
export interface MacroContent {
  name: string;
  folder: string;
  scope: MacroScope;
  team: string;
  texts: Record<string, string>;
  is_internal: boolean;
  inputs: MacroInput[];
  changes: Readonly<Record<string, unknown>>;
  files: readonly MacroFile[];
}

export const EMPTY_MACRO: Omit<MacroContent, "team"> = {
  name: "",
  folder: "",
  scope: "own",
  texts: {},
  is_internal: false,
  inputs: [],
  changes: {},
  files: [],
};

/** The body of the request that saves a macro. */
export const macroBody = ({ name, folder, scope, team, texts, is_internal, inputs, changes, files }: MacroContent) => ({
  ...{ name, folder, scope, texts, is_internal, inputs, changes },
  // the form keeps the team while another scope is chosen
  team: (scope === "team" ? team : "") as "Tech",
  files: files.map(({ id }) => id),
});

/** Macros as the picker lists them: those that this user applied last come first, the others in the server's order. */
export const recentFirst = <M extends Pick<ListedMacro, "last_used_at">>(macros: readonly M[]): M[] =>
  macros.toSorted((one, other) => (other.last_used_at ?? "").localeCompare(one.last_used_at ?? ""));
