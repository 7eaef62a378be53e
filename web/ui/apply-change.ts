import { showError, showNotice } from "./notices.ts";

interface Change {
  run(): Promise<unknown>;
  /** Reads again what it changed. */
  reload(): Promise<unknown>;
  /** The notice if it succeeds. */
  done?: string;
  /** Reverses it; the notice then offers to undo. */
  undo?(): Promise<unknown>;
  /** The title of the notice if it fails. */
  failed: string;
}

/** Makes a change at once, without a form, and shows its success or why it failed. */
export async function applyChange({ run, reload, done, undo, failed }: Change): Promise<void> {
  try {
    await run();
    await reload();
    if (done) showNotice(done, undo && { run: () => void applyChange({ run: undo, reload, failed }) });
  } catch (error) {
    showError(error, failed);
    // someone else may have made the change
    void reload();
  }
}
