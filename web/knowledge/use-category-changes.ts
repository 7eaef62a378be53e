import "../lib/later-texts.ts";
import { useQueryClient } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { showError, showNotice } from "../ui/notices.ts";
import { type ArticleCategory, type CategoryPlace, type Direction, movedPlace, placeOf } from "./category-tree.ts";

/** Moves and deletes categories; each can be undone. */
export function useCategoryChanges(all: readonly ArticleCategory[]) {
  const t = useTexts();
  const queries = useQueryClient();
  const read = () => queries.invalidateQueries({ queryKey: ["kb-categories"] });
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work();
      return true;
    } catch (error) {
      showError(error, t("knowledge.categoryUnchanged"));
      return false;
    } finally {
      await read();
    }
  };
  const put = (id: string, place: CategoryPlace) =>
    attempt(() => api.post("/kb/categories/{id}/move/", place, { path: { id } }));
  return {
    read,
    async move(category: ArticleCategory, direction: Direction): Promise<void> {
      const place = movedPlace(all, category, direction);
      if (!place) return;
      const before = placeOf(all, category);
      if (await put(category.id, place))
        showNotice(t("knowledge.categoryMoved", { name: category.name }), {
          run: () => void put(category.id, before),
        });
    },
    async remove(category: ArticleCategory): Promise<void> {
      const before = placeOf(all, category);
      const { name, id } = category;
      if (await attempt(() => api.remove("/kb/categories/{id}/", { path: { id } })))
        showNotice(t("knowledge.categoryDeleted", { name }), {
          run: () => void attempt(() => createAgain(category, before)),
        });
    },
  };
}

// the category was empty, so a new one with the same address equals it
async function createAgain(
  { name, names, slug, visibility, teams, parent }: ArticleCategory,
  place: CategoryPlace,
): Promise<void> {
  const values = { name, names, slug, visibility, teams: teams as [], parent };
  const { id } = await api.post("/kb/categories/", values);
  await api.post("/kb/categories/{id}/move/", place, { path: { id } });
}
