import { queryOptions } from "@tanstack/react-query";
import type { AutomationActions, Trigger } from "../../wire/automation-words.ts";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { queryClient } from "../lib/query-client.ts";

export type Automation = AnswerOf<"GET", "/automations/{id}/">;

/** The parts of a rule: when, if, then. */
export interface RuleParts {
  trigger: Trigger;
  filters: Record<string, string>;
  actions: AutomationActions;
}

const MAX_ROWS = 200;
const MAX_RUNS = 10;

export const automationsQuery = queryOptions({
  queryKey: ["automations"],
  queryFn: async ({ signal }) => {
    const all: Automation[] = [];
    for (let page = 1; ; page += 1) {
      const { results, next } = await api.get("/automations/", { query: { page_size: MAX_ROWS, page }, signal });
      all.push(...results);
      if (!next) return all;
    }
  },
});

export const runsQuery = (id: string) =>
  queryOptions({
    queryKey: ["automations", id, "runs"],
    queryFn: async ({ signal }) =>
      (await api.get("/automations/{id}/runs/", { path: { id }, query: { page_size: MAX_RUNS }, signal })).results,
  });

export const automationsSaved = () => queryClient.invalidateQueries({ queryKey: ["automations"] });
