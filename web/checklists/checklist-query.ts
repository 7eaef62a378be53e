import "../lib/later-texts.ts";
import { queryOptions } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { queryClient } from "../lib/query-client.ts";
import { showAtOnce } from "../lib/show-at-once.ts";
import { t } from "../lib/texts.ts";
import { showError, showNotice } from "../ui/notices.ts";

export type Checklist = AnswerOf<"GET", "/tickets/{id}/checklist/">;
export type Step = Checklist["results"][number];

export const checklistQuery = (ticket: string) =>
  queryOptions({
    queryKey: ["checklist", ticket],
    queryFn: ({ signal }) => api.get("/tickets/{id}/checklist/", { path: { id: ticket }, signal }),
  });

const countedOf = (results: Step[]): Checklist => ({
  results,
  done: results.filter(({ is_done }) => is_done).length,
  total: results.length,
});

/** Shows a change at once, sends it, then reads the checklist again, even after a failure. */
async function attempt(
  ticket: string,
  change: (steps: Step[]) => Step[],
  send: () => Promise<unknown>,
): Promise<boolean> {
  const { queryKey } = checklistQuery(ticket);
  try {
    await showAtOnce<Checklist>(
      queryKey,
      ({ results }) => countedOf(change(results)),
      () => send().then(() => undefined),
    );
    return true;
  } catch (error) {
    showError(error, t("checklist.notSaved"));
    return false;
  } finally {
    await queryClient.invalidateQueries({ queryKey });
  }
}

const replace = (id: string, more: Partial<Step>) => (steps: Step[]) =>
  steps.map((step) => (step.id === id ? { ...step, ...more } : step));
const send = (ticket: string, item: string, body: object, headers = {}) =>
  api.patch("/tickets/{id}/checklist/{item}/", body, { path: { id: ticket, item }, headers });

export const tickStep = (ticket: string, { id }: Step, is_done: boolean) =>
  attempt(ticket, replace(id, { is_done }), () => send(ticket, id, { is_done }));

/** Changes the text of a step, unless someone has changed the step since it was shown. */
export const renameStep = (ticket: string, { id, version }: Step, text: string) =>
  attempt(ticket, replace(id, { text }), () => send(ticket, id, { text }, { "if-match": `"${version}"` }));

/** Moves a step by one place. */
export function moveStep(ticket: string, steps: readonly Step[], step: Step, by: 1 | -1): Promise<boolean> | undefined {
  const from = steps.indexOf(step);
  const to = from + by;
  if (to < 0 || to >= steps.length) return undefined;
  const order = steps.toSpliced(from, 1).toSpliced(to, 0, step);
  const after = to === 0 ? null : order[to - 1]!.id;
  return attempt(
    ticket,
    () => order,
    () => send(ticket, step.id, { after }),
  );
}

export const addSteps = (ticket: string, steps: readonly string[], after?: string | null) =>
  attempt(
    ticket,
    (all) => all,
    () =>
      api.post("/tickets/{id}/checklist/", { steps: [...steps], ...(after && { after }) }, { path: { id: ticket } }),
  );

/** Removes a step, with an undo that puts its text back in the same place. */
export async function removeStep(ticket: string, steps: readonly Step[], step: Step): Promise<void> {
  const path = { id: ticket, item: step.id };
  const isGone = await attempt(
    ticket,
    (all) => all.filter(({ id }) => id !== step.id),
    () => api.remove("/tickets/{id}/checklist/{item}/", { path }),
  );
  const after = steps[steps.indexOf(step) - 1]?.id ?? null;
  if (isGone)
    showNotice(t("checklist.removed", { step: step.text }), { run: () => void addSteps(ticket, [step.text], after) });
}
