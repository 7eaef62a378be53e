import type { Filters } from "./address.ts";
import { fieldsIn } from "./filter-fields.ts";

/** Whether a button that clears the filters is missing: one that resets a view without filters of its own already does that. */
export const needsClearButton = ({ filters, isChanged, view }: ShownFilters): boolean =>
  fieldsIn(filters).length > 1 && !(isChanged && Object.keys(view?.filters ?? {}).length === 0);

interface ShownFilters {
  filters: Filters;
  /** Whether they differ from the view's. */
  isChanged: boolean;
  view: { filters: object } | null | undefined;
}
