import "../lib/later-texts.ts";
import { currentUserId } from "../lib/session.ts";
import { store } from "../lib/store.ts";
import { showError, showNotice } from "./notices.ts";

const UNDO_MS = 8_000;

/** The IDs of what is hidden here and deleted once it can no longer be restored. */
export const leaving = store<ReadonlySet<string>>(new Set());

interface Deletion {
  id: string;
  /** `keepalive`: the page is closing, and the request must outlive it. */
  remove(keepalive: boolean): Promise<unknown>;
  /** Reads again what it changed. */
  reload(): Promise<unknown>;
  /** The notice that offers to undo. */
  done: string;
  /** The title of the notice if it fails. */
  failed: string;
}

/** Hides a record at once, and deletes it when the offer to undo closes, or when the page closes. */
export function deleteSoon({ id, remove, reload, done, failed }: Deletion): void {
  leaving.set(new Set([...leaving.get(), id]));
  const show = () => leaving.set(new Set([...leaving.get()].filter((each) => each !== id)));
  const by = currentUserId();
  let isSettled = false;
  const settle = () => {
    isSettled = true;
    window.removeEventListener("pagehide", leave);
  };
  const finish = async (keepalive = false) => {
    if (isSettled) return;
    settle();
    // if another user signs in, nothing is deleted in their name
    if (currentUserId() !== by) return show();
    try {
      await remove(keepalive);
      await reload();
    } catch (error) {
      showError(error, failed);
      // someone else may have made the change
      void reload();
    } finally {
      show();
    }
  };
  const leave = () => void finish(true);
  window.addEventListener("pagehide", leave);
  showNotice(done, {
    forMs: UNDO_MS,
    onOver: () => void finish(),
    run: () => {
      settle();
      show();
    },
  });
}
