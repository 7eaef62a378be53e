import type { ViewFilters } from "../../wire/built-in-views.ts";

interface ListState {
  view: { filters: ViewFilters; ordering: string } | null | undefined;
  filters: Record<string, string | undefined>;
  ordering: string;
}

/** Whether a list differs from its view by a search alone. */
export function isOnlySearch({ view, filters, ordering }: ListState): boolean {
  const ofView: Record<string, string | undefined> = view?.filters ?? {};
  const names = Object.keys({ ...filters, ...ofView });
  const isSame = names.every((name) => name === "q" || filters[name] === ofView[name]);
  return Boolean(filters.q) && isSame && (!view || ordering === view.ordering);
}
