import "../lib/later-texts.ts";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { t } from "../lib/texts.ts";
import { showError, showNotice } from "../ui/notices.ts";
import { change, put, rereadViews } from "./change-views.ts";
import type { SavedView } from "./views.ts";

/** Deletes a view, and offers to restore it. */
export async function deleteView({ id, name }: Pick<SavedView, "id" | "name">): Promise<void> {
  const isDeleted = await change(
    (views) => views.filter((each) => each.id !== id),
    () => api.remove("/views/{id}/", { path: { id } }),
    () => t("savedViews.notDeleted"),
  );
  if (!isDeleted) return;
  void queryClient.invalidateQueries({ queryKey: ["recent-changes"] });
  showNotice(t("savedViews.deleted", { name }), { run: () => void restoreView(id) });
}

/** Restores a deleted view as it was. */
export async function restoreView(id: string): Promise<void> {
  try {
    const view = await api.post("/views/{id}/restore/", {}, { path: { id } });
    put((views) => [...views.filter((each) => each.id !== id), view]);
    rereadViews();
    showNotice(t("savedViews.restored", { name: view.name }));
  } catch (error) {
    showError(error, t("savedViews.notRestored"));
  }
}
