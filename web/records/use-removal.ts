import "../lib/later-texts.ts";
import { useQueryClient } from "@tanstack/react-query";
import { useTexts } from "../lib/texts.ts";
import { showError, showNotice } from "../ui/notices.ts";

interface Removal {
  name: string;
  /** What is shown when the record is deleted. */
  notice: string;
  /** The name that the keys of the lists with it begin with. */
  list: string;
  mayRestore: boolean;
  remove(): Promise<unknown>;
  restore(): Promise<unknown>;
  leave(): Promise<unknown>;
  comeBack(): Promise<unknown>;
}

/** Deletes a record and leaves its page; undo restores it and comes back. */
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
