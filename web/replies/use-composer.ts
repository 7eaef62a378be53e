import { useRef, useState } from "react";
import type { EditorHandle } from "../editor/Editor.tsx";
import { useUser } from "../lib/session.ts";
import { useStorePart } from "../lib/store.ts";
import { draftOf, type ReplyDraft } from "./reply-draft.ts";
import { paragraphs } from "./texts-together.ts";
import { type Uploads, uploadsOf } from "./uploads.ts";
import { useDraft } from "./use-draft.ts";

export interface ComposerState {
  draft: ReplyDraft;
  uploads: Uploads;
  isOpen: boolean;
  /** What lies on the server could not be read up to now. */
  isUnknown: boolean;
  /** Opens it for a reply or a note, or as it is, and goes there. */
  open(as?: "reply" | "note"): void;
  close(): void;
  editor: React.RefObject<EditorHandle | null>;
  /** The next editor takes the keyboard as soon as it is there. */
  wantsFocus: React.RefObject<boolean>;
  /** Takes what is typed before the editor is there, in place of what was typed up to now. */
  begin(typed: string, before: string): void;
}

/** Where a ticket is answered: open where something is written already. */
export function useComposer(ticket: string): ComposerState {
  const user = useUser();
  const draft = draftOf(ticket, user.id);
  const uploads = uploadsOf(draft);
  const editor = useRef<EditorHandle>(null);
  const wantsFocus = useRef(false);
  const [isWanted, setWanted] = useState(false);
  // not the text: the conversation around would be drawn again with each letter
  const state = useStorePart(draft.now, ({ state }) => (state === "loading" || state === "conflict" ? state : "known"));
  const isBegun = useStorePart(draft.now, ({ text, files }) => text !== "" || files.length > 0);
  const isUploading = useStorePart(uploads.now, ({ length }) => length > 0);
  const hasContent = isBegun || isUploading;
  const { problem } = useDraft(draft);
  return {
    draft,
    uploads,
    isUnknown: state === "loading" && problem !== null,
    isOpen: isWanted || (hasContent && state !== "loading") || state === "conflict",
    open(as) {
      const { isNote } = draft.now.get();
      // what is written as a note stays one until its author chooses otherwise with their eyes on it
      if (as && (as === "note") !== isNote && !(isNote && hasContent)) draft.change({ isNote: as === "note" });
      wantsFocus.current = true;
      setWanted(true);
      editor.current?.focus();
    },
    close: () => setWanted(false),
    begin(typed, before) {
      const { text } = draft.now.get();
      const mine = paragraphs(before);
      const rest = text.endsWith(mine) ? text.slice(0, text.length - mine.length) : text;
      draft.setContent({ text: rest + paragraphs(typed) });
    },
    editor,
    wantsFocus,
  };
}
