import "../lib/later-texts.ts";
import type { EditorView } from "@tiptap/pm/view";
import { t } from "../lib/texts.ts";
import { filesOfFolders } from "../ui/dropped-files.ts";
import { showError } from "../ui/notices.ts";
import type { EditorEvents } from "./Editor.tsx";
import { holdPlace } from "./inline-pictures.ts";

const hasWords = (html: string): boolean => html.replaceAll(/<[^>]*>|&nbsp;/g, "").trim() !== "";

const isPicture = ({ type }: File): boolean => /^image\/(?:png|jpeg|gif|webp)$/.test(type);

/**
 * Pasted or dropped files become attachments, and pictures appear in the text as well. A paste of text with a picture
 * of it (Word, Excel) counts as text.
 */
export function takeFiles(
  view: EditorView,
  at: number,
  event: Event,
  data: DataTransfer | null,
  onFiles: EditorEvents["onFiles"],
): boolean {
  const files = [...(data?.files ?? [])];
  if (files.length === 0 || !onFiles || hasWords(data?.getData("text/html") ?? "")) return false;
  event.preventDefault();
  // a dropped folder looks like an unreadable file
  const inFolders = filesOfFolders(data);
  if (inFolders)
    void inFolders.then(
      (all) => onFiles(all),
      (error) => showError(error, t("failures.folder")),
    );
  else for (const file of files) onFiles([file], isPicture(file) ? holdPlace(view, at, file) : undefined);
  return true;
}

export function takeSlash(
  view: EditorView,
  { from, to, typed }: { from: number; to: number; typed: string },
  onSlash: EditorEvents["onSlash"],
): boolean {
  if (typed !== "/" || !onSlash || from !== to) return false;
  const { parent, parentOffset } = view.state.doc.resolve(from);
  const before = parent.textBetween(0, parentOffset, undefined, "\ufffc");
  if (parent.type.spec.code || (before !== "" && !/\s$/.test(before))) return false;
  onSlash();
  return true;
}

type OnKeys = Pick<EditorEvents, "onSend" | "onSendAndResolve" | "onEscape">;

export function handleKey(event: KeyboardEvent, { onSend, onSendAndResolve, onEscape }: OnKeys): boolean {
  const send = event.shiftKey ? onSendAndResolve : onSend;
  const isSend = event.key === "Enter" && (event.ctrlKey || event.metaKey);
  const run = isSend ? send : event.key === "Escape" ? onEscape : undefined;
  if (!run) return false;
  event.preventDefault();
  run();
  return true;
}
