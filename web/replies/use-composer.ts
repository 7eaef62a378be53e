import { useEffect, useRef, useState } from "react";
import { useUser } from "../lib/session.ts";
import { useStore } from "../lib/store.ts";
import { type Draft, draftOf } from "./draft.ts";
import type { EditorHandle } from "./Editor.tsx";
import { type Uploads, uploadsOf } from "./uploads.ts";

export interface ComposerState {
  draft: Draft;
  uploads: Uploads;
  isOpen: boolean;
  /** Opens it for a reply or a note, or as it is, and goes there. */
  open(as?: "reply" | "note"): void;
  close(): void;
  editor: React.RefObject<EditorHandle | null>;
  /** The next editor takes the keyboard as soon as it is there. */
  wantsFocus: React.RefObject<boolean>;
  /** Takes what was typed before the editor was there. */
  begin(text: string): void;
}

const AGAIN_MS = 4_000;

const paragraphs = (text: string): string =>
  text
    .split("\n")
    .map((line) => `<p>${line.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</p>`)
    .join("");

/** Where a ticket is answered: open where something is written already. */
export function useComposer(ticket: string): ComposerState {
  const user = useUser();
  const draft = draftOf(ticket, user.id);
  const uploads = uploadsOf(draft);
  const editor = useRef<EditorHandle>(null);
  const wantsFocus = useRef(false);
  const [isWanted, setWanted] = useState(false);
  const { text, files, state } = useStore(draft.now);
  const sending = useStore(uploads.now);
  const hasContent = text !== "" || files.length > 0 || sending.length > 0;
  useEffect(() => {
    // without it one begins with nothing; what is written then is saved beside what lies there
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = () =>
      void draft.load().catch(() => {
        timer = setTimeout(load, AGAIN_MS);
      });
    load();
    const leave = () => void draft.flush(true);
    const hide = () => document.visibilityState === "hidden" && leave();
    window.addEventListener("pagehide", leave);
    document.addEventListener("visibilitychange", hide);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("pagehide", leave);
      document.removeEventListener("visibilitychange", hide);
      void draft.flush();
    };
  }, [draft]);
  return {
    draft,
    uploads,
    isOpen: isWanted || (hasContent && state !== "loading"),
    open(as) {
      if (as && (as === "note") !== draft.now.get().isNote) draft.change({ isNote: as === "note" });
      wantsFocus.current = true;
      setWanted(true);
      editor.current?.focus();
    },
    close: () => setWanted(false),
    begin: (typed) => draft.put({ text: `${draft.now.get().text}${paragraphs(typed)}` }),
    editor,
    wantsFocus,
  };
}
