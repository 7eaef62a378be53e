import { queryOptions } from "@tanstack/react-query";
import type { MacroInput, MacroScope } from "../../wire/macro-words.ts";
import type { TemplateValues } from "../../wire/template-words.ts";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import type { MacroFile } from "../macros/SavedFiles.tsx";
import { firstAudience } from "../macros/use-audience.ts";

export type ListedTemplate = AnswerOf<"GET", "/ticket-templates/">["results"][number];
export type AppliedTemplate = AnswerOf<"POST", "/ticket-templates/{id}/apply/">;

export const templatesQuery = queryOptions({
  queryKey: ["ticket-templates"],
  queryFn: async ({ signal }) => (await api.get("/ticket-templates/", { signal })).results,
});

/** A template as it is written. */
export interface TemplateDraft {
  name: string;
  folder: string;
  scope: MacroScope;
  team: string;
  subject: string;
  description: string;
  fields: TemplateValues;
  checklist: string[];
  inputs: MacroInput[];
  files: readonly MacroFile[];
}

/** A new template of a user with this role. */
export const emptyTemplate = (role: string): TemplateDraft => ({
  name: "",
  folder: "",
  ...firstAudience(role),
  subject: "",
  description: "",
  fields: {},
  checklist: [],
  inputs: [],
  files: [],
});
