import "../lib/later-texts.ts";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";
import { t } from "../lib/texts.ts";
import { showError, showNotice } from "../ui/notices.ts";

/** Reloads everything that shows tickets: a merge changes two of them and every list. */
export const ticketsChanged = () => queryClient.invalidateQueries();

/** Undoes a merge. True if it succeeded. */
export async function undoMerge(source: string, number: string): Promise<boolean> {
  try {
    await api.post("/tickets/{id}/unmerge/", {}, { path: { id: source } });
    showNotice(t("merging.undone", { number }));
    return true;
  } catch (error) {
    showError(error, t("failures.unmerge", { number }));
    return false;
  } finally {
    await ticketsChanged();
  }
}

/** Merges a ticket into another, with a notice that offers Undo. True if it succeeded. */
export async function mergeInto(
  source: { id: string; number: string },
  into: string,
  open: (id: string) => void,
): Promise<boolean> {
  try {
    const { target_number: number } = await api.post("/tickets/{id}/merge/", { into }, { path: { id: source.id } });
    open(into);
    const undo = async () => {
      if (await undoMerge(source.id, source.number)) open(source.id);
    };
    showNotice(t("merging.merged", { source: source.number, target: number }), { run: () => void undo() });
    return true;
  } catch (error) {
    showError(error, t("failures.merge", { number: source.number }));
    return false;
  } finally {
    await ticketsChanged();
  }
}
