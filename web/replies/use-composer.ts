import { useRef, useState } from "react";
import type { EditorHandle } from "../editor/Editor.tsx";
import { useUser } from "../lib/session.ts";
import { useStorePart } from "../lib/store.ts";
import { useListedDraft } from "./listed-draft.ts";
import { draftOf, type ReplyDraft } from "./reply-draft.ts";
import { paragraphs } from "./texts-together.ts";
import { type Uploads, uploadsOf } from "./uploads.ts";
import { useDraft } from "./use-draft.ts";
import { isEmpty } from "./written.ts";

export interface ComposerState {
  draft: ReplyDraft;
  uploads: Uploads;
  isOpen: boolean;
  /** Whether the user has opened it here, with or without a draft. */
  isWanted: boolean;
  /** The server's copy could not be read yet. */
  isUnknown: boolean;
  /** Opens the composer, for a reply, a note or as it was, and focuses it. */
  open(as?: "reply" | "note"): void;
  close(): void;
  editor: React.RefObject<EditorHandle | null>;
  /** The next editor takes the focus as soon as it is loaded. */
  wantsFocus: React.RefObject<boolean>;
  /** Takes the text typed before the editor was loaded, instead of the earlier text. */
  begin(letters: string, before: string): void;
}

/** The composer of a ticket; open if there is a draft. */
export function useComposer(ticket: string): ComposerState {
  const user = useUser();
  const draft = draftOf(ticket, user.id);
  const uploads = uploadsOf(draft);
  const editor = useRef<EditorHandle>(null);
  const wantsFocus = useRef(false);
  const [isWanted, setWanted] = useState(false);
  // without the text, or the whole conversation would render with each letter
  const state = useStorePart(draft.now, ({ state }) => (state === "loading" || state === "conflict" ? state : "known"));
  const isBegun = useStorePart(draft.now, (now) => !isEmpty(now));
  const isUploading = useStorePart(uploads.now, ({ length }) => length > 0);
  const hasContent = isBegun || isUploading;
  const { problem } = useDraft(draft);
  useListedDraft(draft);
  return {
    draft,
    uploads,
    isUnknown: state === "loading" && problem !== null,
    isOpen: isWanted || (hasContent && state !== "loading") || state === "conflict",
    isWanted,
    open(as) {
      const { isNote } = draft.now.get();
      // a note stays a note until its author explicitly chooses a reply
      if (as && (as === "note") !== isNote && !(isNote && hasContent)) draft.change({ isNote: as === "note" });
      wantsFocus.current = true;
      setWanted(true);
      editor.current?.focus();
    },
    close: () => setWanted(false),
    begin(letters, before) {
      const { text } = draft.now.get();
      const mine = paragraphs(before);
      const rest = text.endsWith(mine) ? text.slice(0, text.length - mine.length) : text;
      draft.setContent({ text: rest + paragraphs(letters) });
    },
    editor,
    wantsFocus,
  };
}
