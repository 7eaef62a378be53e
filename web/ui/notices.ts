import { Refusal, Unreachable } from "../lib/api.ts";
import { t } from "../lib/texts.ts";
import { loadable } from "./loadable.ts";

export interface Undo {
  run(): void;
  /** What it does, if it is something else than to undo. */
  label?: string;
  /** How long it can be undone, in milliseconds; longer while the pointer is on it. */
  forMs?: number;
  /** Called when it cannot be undone any more. */
  onOver?(): void;
}

/** Loaded after the first view, because nothing needs a notice before that. */
export const noticeBoard = loadable(() => import("./NoticeBoard.tsx"));

// if the notices cannot be loaded, the action must not fail
const onBoard = (say: (board: typeof import("./NoticeBoard.tsx")) => void, orElse?: () => void): void => {
  noticeBoard.load().then(say, (error: unknown) => {
    console.error(error);
    orElse?.();
  });
};

/** Says that something is done, also to screen readers, with a button to undo it or to go on, if there is one. */
export function showNotice(message: string, undo?: Undo): string {
  const id = crypto.randomUUID();
  onBoard((board) => board.showDone(id, message, undo), undo?.onOver);
  return id;
}

/** What went wrong, in a sentence for people. */
export function errorText(error: unknown): string {
  if (error instanceof Unreachable) return t("problems.unreachable");
  if (error instanceof Refusal) {
    if (error.status >= 500) return t("problems.server");
    if (error.status === 429) return t("problems.tooOften");
    if (error.status === 412) return t("problems.stale");
    return error.message;
  }
  return t("problems.unexpected");
}

/** Says what failed, and why. */
export function showError(error: unknown, what: string): void {
  if (!(error instanceof Refusal || error instanceof Unreachable)) console.error(error);
  onBoard((board) => board.showProblem(errorText(error), what));
}

/** Says that something was not done, or not as expected. */
export const showWarning = (message: string): void => onBoard((board) => board.showProblem(message));

/** Says that a preference could not be saved, and why. */
export const showNotSaved = (error: unknown): void => showError(error, t("problems.preferences"));

/** Hides a notice that is out of date. */
export const hideNotice = (id: string): void => onBoard((board) => board.hide(id));
