import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { t } from "../lib/texts.ts";
import { showError, showNotice } from "../ui/notices.ts";
import { type SavedView, viewsQuery } from "./views.ts";

export type ViewValues = Partial<Pick<SavedView, "name" | "is_shared" | "filters" | "ordering" | "columns">>;

const put = (change: (views: SavedView[]) => SavedView[]) =>
  queryClient.setQueryData(viewsQuery.queryKey, (views) => views && change(views));
const reread = () => {
  for (const key of ["views", "view-counts"]) void queryClient.invalidateQueries({ queryKey: [key] });
};

/** Saves a new view and returns its ID; null if it was refused, which is reported. */
export async function saveView(values: ViewValues): Promise<string | null> {
  try {
    const created = await api.post("/views/", values);
    put((views) => [...views, created]);
    reread();
    return created.id;
  } catch (error) {
    showError(error, t("views.notSaved"));
    return null;
  }
}

/** Changes a view at once on the screen, and reverts it if it is refused, which is reported. True if it is saved. */
export async function changeView(view: SavedView, values: ViewValues): Promise<boolean> {
  const laid = (by: ViewValues) =>
    put((views) => views.map((each) => (each.id === view.id ? { ...each, ...by } : each)));
  laid(values);
  try {
    await api.patch("/views/{id}/", values, { path: { id: view.id } });
    reread();
    return true;
  } catch (error) {
    // several changes may be under way; only the server knows which it accepted last
    laid(view);
    reread();
    showError(error, t("views.notSaved"));
    return false;
  }
}

/** Deletes a view; undo creates a new one with the same content. */
export async function deleteView(view: SavedView): Promise<void> {
  put((views) => views.filter(({ id }) => id !== view.id));
  try {
    await api.remove("/views/{id}/", { path: { id: view.id } });
    const { name, is_shared, filters, ordering, columns } = view;
    const again = () => void saveView({ name, is_shared, filters, ordering, columns });
    showNotice(t("views.deleted", { name }), { run: again });
  } catch (error) {
    showError(error, t("views.notDeleted"));
  }
  reread();
}
