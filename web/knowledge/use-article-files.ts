import "../lib/later-texts.ts";
import { useQueryClient } from "@tanstack/react-query";
import type { PicturePlaceholder } from "../editor/inline-pictures.ts";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { showError, showNotice } from "../ui/notices.ts";
import type { Article } from "./use-writing.ts";

/** Uploads the pictures of an article; each appears in the text when it has arrived. */
export function useArticleFiles(article: Article | null) {
  const t = useTexts();
  const queries = useQueryClient();
  const send = async (id: string, file: File, placeholder: PicturePlaceholder): Promise<void> => {
    const form = new FormData();
    form.set("file", file, file.name || "picture.png");
    try {
      const file = await api.post("/kb/articles/{id}/files/", form, { path: { id } });
      queries.setQueryData<Article>(
        ["article", id],
        (before) => before && { ...before, files: [...before.files, file] },
      );
      placeholder.arrived(file);
    } catch (error) {
      placeholder.gone();
      showError(error, t("knowledge.tools.notAdded"));
    }
  };
  return (files: readonly File[], placeholder?: PicturePlaceholder): void => {
    const [file] = files;
    if (article && file && placeholder) void send(article.id, file, placeholder);
    else showNotice(t(placeholder ? "knowledge.tools.saveForPictures" : "knowledge.tools.onlyPictures"));
    if (!article) placeholder?.gone();
  };
}
