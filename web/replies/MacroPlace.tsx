import "../lib/later-texts.ts";
import { blanksIn } from "../../wire/macro-words.ts";
import { t } from "../lib/texts.ts";
import { fetched } from "../ui/fetched.tsx";
import { showNotice } from "../ui/notices.ts";
import type { ComposerState } from "./use-composer.ts";

const MacroPicker = fetched(async () => (await import("../macros/MacroPicker.tsx")).MacroPicker);

/** How the picker was opened: by a slash in the text, or otherwise. */
export type MacroAsked = "slash" | "button";

interface Props {
  composer: ComposerState;
  asked: MacroAsked;
  onClose(): void;
}

/** The picker of macros, and what it does to the draft: text and kind at once, undone at once. */
export function MacroPlace({ composer, asked, onClose }: Props) {
  const { draft, editor } = composer;
  const end = (work: () => void) => {
    onClose();
    // after the dialog has given the focus back
    setTimeout(work);
  };
  return (
    <MacroPicker
      ticket={draft.ticket}
      onClose={(typed) =>
        end(() => {
          editor.current?.focus();
          // the slash was meant as one
          if (asked === "slash") editor.current?.insert(`/${escapeText(typed)}`);
        })
      }
      onApplied={(macro, { text, is_internal }) =>
        end(() => {
          const { text: before, isNote, files } = draft.now.get();
          // text for the team never becomes a reply by this
          if (is_internal && !isNote) draft.change({ isNote: true });
          if (text) editor.current?.insert(text);
          else editor.current?.focus();
          showNotice(t("macros.applied", { name: macro.name }), {
            run: () => draft.setContent({ text: before, isNote, files }),
          });
        })
      }
    />
  );
}

const escapeText = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** Whether a text may be sent: all blanks are filled. Otherwise says so, and selects the first one. */
export function isFilled(html: string, { editor }: ComposerState): boolean {
  const blanks = blanksIn(html);
  if (blanks.length === 0) return true;
  showNotice(t("macros.fillFirst", { names: blanks.join(", "), count: blanks.length }));
  editor.current?.focusBlank();
  return false;
}
