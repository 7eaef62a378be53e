import "../lib/later-texts.ts";
import { useQueryClient } from "@tanstack/react-query";
import { useTexts } from "../lib/texts.ts";
import { showError, showNotice } from "../ui/notices.ts";

interface Removal {
  name: string;
  /** The notice after the record was deleted. */
  notice: string;
  /** The first part of the keys of the lists that show it. */
  list: string;
  mayRestore: boolean;
  remove(): Promise<unknown>;
  restore(): Promise<unknown>;
  leave(): Promise<unknown>;
  comeBack(): Promise<unknown>;
}

/** Deletes a record and leaves its page. Undo restores it and returns to the page. */
export function useRemoval({ name, notice, list, mayRestore, remove, restore, leave, comeBack }: Removal) {
  const t = useTexts();
  const queries = useQueryClient();
  const undo = async () => {
    try {
      await restore();
      void comeBack();
      void queries.invalidateQueries();
    } catch (error) {
      showError(error, t("companies.notRestored", { name }));
    }
  };
  return async () => {
    await remove();
    await leave();
    void queries.invalidateQueries({ queryKey: [list] });
    showNotice(notice, mayRestore ? { run: () => void undo() } : undefined);
  };
}
