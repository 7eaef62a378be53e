import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { showAtOnce } from "../lib/show-at-once.ts";
import { t } from "../lib/texts.ts";
import { showError } from "../ui/notices.ts";
import { type SavedView, viewsQuery } from "./views.ts";

export type ViewChanges = Partial<Pick<SavedView, "name" | "is_shared" | "filters" | "ordering" | "columns">>;

/** Changes the views on the screen. */
export const put = (change: (views: SavedView[]) => SavedView[]) =>
  queryClient.setQueryData(viewsQuery.queryKey, (views) => views && change(views));
export const rereadViews = () => {
  for (const key of ["views", "view-counts"]) void queryClient.invalidateQueries({ queryKey: [key] });
};

/** Saves a new view and returns its ID; null if it was refused, which a notice says. */
export async function saveView(values: ViewChanges): Promise<string | null> {
  try {
    const newView = await api.post("/views/", values);
    put((views) => [...views, newView]);
    rereadViews();
    return newView.id;
  } catch (error) {
    showError(error, t("views.notSaved"));
    return null;
  }
}

/** Shows a change to the views at once. If it is refused, the last confirmed ones return, and a notice gives the reason. */
export async function change(
  views: (now: SavedView[]) => SavedView[],
  send: () => Promise<unknown>,
  problem: () => string,
): Promise<boolean> {
  try {
    await showAtOnce(viewsQuery.queryKey, views, async () => void (await send()));
    return true;
  } catch (error) {
    showError(error, problem());
    return false;
  } finally {
    rereadViews();
  }
}

/** Changes a view. True if it is saved. */
export const changeView = ({ id }: SavedView, values: ViewChanges): Promise<boolean> =>
  change(
    (views) => views.map((each) => (each.id === id ? { ...each, ...values } : each)),
    () => api.patch("/views/{id}/", values, { path: { id } }),
    () => t("views.notSaved"),
  );
