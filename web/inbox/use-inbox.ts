import { useNavigate, useSearch } from "@tanstack/react-router";
import { changePreferences, usePreferences } from "../lib/preferences.ts";
import type { ListQuery } from "../rows/rows.ts";
import { showNotSaved } from "../ui/notices.ts";
import { type InboxView, useViews, type Views } from "../views/views.ts";
import { addressWith, type Filters, filtersIn, hasFilters, type InboxSearch } from "./address.ts";

export interface Inbox extends ListQuery {
  filters: Filters;
  views: Views;
  /** Null if the address names a view that this user does not have; undefined until that is known. */
  view: InboxView | null | undefined;
  /** The columns of the table from the address, the view or the preferences; empty for the default ones. */
  columns: readonly string[];
  /** Whether filters, order or columns differ from the view's. */
  isChanged: boolean;
  /**
   * Replaces the filters. "Back" undoes it, unless it continues the last step. A change that builds on the filters in effect is
   * given as a function, because the second of two quick choices comes before the first is shown.
   */
  setFilters(filters: Filters | ((now: Filters) => Filters), how?: { isSameStep: boolean }): void;
  setOrdering(ordering: string): void;
  /** A saved view's columns change in the address, as its filters do; those of other views are a preference. */
  setColumns(columns: readonly string[]): void;
  /** Drops all changes to the view. */
  reset(): void;
}

const START_VIEW = "my_open";

function viewOf(search: InboxSearch, { builtIn, saved }: Views, start: string): InboxView | null | undefined {
  // an address with filters alone is about all tickets
  const key = search.view ?? (hasFilters(search) ? "all" : start);
  const all = [...builtIn, ...(saved ?? [])];
  const current = all.find((view) => view.key === key);
  if (current || !saved) return current;
  // the view to start with may have been deleted
  return search.view ? null : all.find((view) => view.key === START_VIEW);
}

/** The inbox that the address describes, and the ways to change it. */
export function useInbox(): Inbox {
  const search = useSearch({ from: "/inside/tickets" });
  const navigate = useNavigate();
  const views = useViews();
  const { start_view, inbox_columns } = usePreferences();
  const view = viewOf(search, views, start_view || START_VIEW);
  const base = view ?? views.builtIn.find(({ key }) => key === "all")!;
  type Next = InboxSearch | ((now: InboxSearch) => InboxSearch);
  const go = (next: Next, replace = false) => void navigate({ to: ".", search: next as never, replace });
  const filters = filtersIn(search, base);
  const usual = view?.saved?.columns ?? [];
  const own = search.columns?.split(",").filter(Boolean) ?? usual;
  return {
    views,
    view,
    filters,
    ordering: search.ordering || base.ordering,
    columns: own.length > 0 ? own : inbox_columns,
    isChanged:
      hasFilters(addressWith(base, filters, {})) ||
      (search.ordering ?? base.ordering) !== base.ordering ||
      own.join() !== usual.join(),
    setFilters: (next, how) =>
      go(
        (now) => addressWith(base, typeof next === "function" ? next(filtersIn(now, base)) : next, now),
        how?.isSameStep,
      ),
    setOrdering: (ordering) => {
      const { ordering: _, ...rest } = addressWith(base, filters, search);
      go({ ...rest, ...(ordering !== base.ordering && { ordering }) });
    },
    setColumns: (columns) => {
      if (!view?.saved) return void changePreferences({ inbox_columns: [...columns] }).catch(showNotSaved);
      const { columns: _, ...rest } = addressWith(base, filters, search);
      go({ ...rest, ...(columns.join() !== usual.join() && { columns: columns.join() }) }, true);
    },
    reset: () => go({ view: base.key }),
  };
}
