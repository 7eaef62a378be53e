import "../lib/later-texts.ts";
import { useState } from "react";
import { blanksIn, type MacroLanguage } from "../../wire/macro-words.ts";
import { placeholderWords } from "../editor/placeholder-words.ts";
import { api, Refusal } from "../lib/api.ts";
import { t } from "../lib/texts.ts";
import type { AppliedMacro, ListedMacro } from "../macros/macro-queries.ts";
import { FirstKeys } from "../ui/FirstKeys.tsx";
import { loadLate } from "../ui/load-late.tsx";
import { showError, showNotice, showWarning } from "../ui/notices.ts";
import { joinChanges } from "./carried-changes.ts";
import { mergeFiles } from "./merge-drafts.ts";
import type { ComposerState } from "./use-composer.ts";
import { isEmpty } from "./written.ts";

const MacroPicker = loadLate(async () => (await import("../macros/MacroPicker.tsx")).MacroPicker);

/** How the picker was opened: by a slash in the text, or otherwise. */
export type MacroTrigger = "slash" | "button";

interface Props {
  composer: ComposerState;
  trigger: MacroTrigger;
  onClose(): void;
}

/** The picker of macros. It changes the text, the kind and the changes of the draft in one step, which one undo reverts. */
export function MacroPlace({ composer, trigger, onClose }: Props) {
  const { draft, editor } = composer;
  const [text, setText] = useState("");
  // the editor takes the focus before the dialog closes, because a key in between would be a shortcut
  const close = (typedText: string) => {
    // no macro was chosen, so the slash is an ordinary one
    if (trigger === "slash") editor.current?.insert(`/${escapeText(typedText)}`);
    else editor.current?.focus();
    onClose();
  };
  return (
    <>
      <FirstKeys label={t("macros.search")} text={text} onText={setText} onEscape={() => close(text)} />
      <MacroPicker
        text={text}
        onText={setText}
        onClose={close}
        onChosen={async (macro, inputs, language) => {
          const { id, name } = macro;
          const appliedMacro = await apply(id, { ticket: draft.ticket, inputs, language });
          if (!appliedMacro) return;
          const isOnlyChanges = appliedMacro.text === "" && isEmpty(draft.now.get());
          if (isOnlyChanges) {
            editor.current?.focus();
            // a text that came out empty would be a comment
            const what = appliedMacro.language === null ? { macro: id, inputs } : { changes: appliedMacro.changes };
            void changeNow(draft.ticket, name, what);
          } else insert(composer, macro, appliedMacro);
          onClose();
        }}
      />
    </>
  );
}

interface Application {
  ticket: string;
  inputs: Record<string, string>;
  language: MacroLanguage | null;
}

/** The macro rendered for the ticket; null if that failed, which is reported. */
async function apply(id: string, application: Application): Promise<AppliedMacro | null> {
  try {
    return await api.post("/macros/{id}/apply/", application, { path: { id } });
  } catch (error) {
    showError(error, t("macros.notApplied"));
    return null;
  }
}

function insert(
  { draft, editor, uploads }: ComposerState,
  { id, name }: Pick<ListedMacro, "id" | "name">,
  { text, is_internal, changes, files }: AppliedMacro,
): void {
  const before = draft.now.get();
  const { isNote } = before;
  // a macro never turns an internal note into a reply
  if (is_internal && !isNote) draft.change({ isNote: true });
  if (Object.keys(changes).length > 0) draft.change({ changes: joinChanges(before.changes, changes) });
  draft.change({ files: mergeFiles(before.files, files), macros: [...new Set([...before.macros, id])] });
  if (text) editor.current?.insert(text);
  else editor.current?.focus();
  showNotice(t("macros.applied", { name }), {
    run: () => {
      for (const file of files) uploads.remove(file);
      const { text, changes, macros } = before;
      draft.setContent({ text, isNote, files: before.files, changes, macros });
    },
  });
}

/** Makes the changes of a macro without a text at once, because there is no reply to go with. */
async function changeNow(
  ticket: string,
  name: string,
  what: Pick<AppliedMacro, "changes"> | { macro: string; inputs: Record<string, string> },
): Promise<void> {
  try {
    const { id, failures } = await api.post("/bulk-changes/", { ids: [ticket], notify: true, ...what });
    if (failures[0]) throw new Refusal(409, { detail: failures[0].reason });
    const undo = () => api.post("/bulk-changes/{id}/undo/", {}, { path: { id } });
    showNotice(t("macros.changed", { name }), {
      run: () => void undo().catch((error) => showError(error, t("replies.changesNotUndone"))),
    });
  } catch (error) {
    showError(error, t("macros.notApplied"));
  }
}

const escapeText = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** Whether a text may be sent: all blanks are filled. If not, says so and selects the first one. */
export function isFilled(html: string, { editor }: ComposerState): boolean {
  const blanks = blanksIn(html);
  if (blanks.length === 0) return true;
  const names = blanks.map((name) => placeholderWords(t, name)).join(", ");
  showWarning(t("macros.fillFirst", { names, count: blanks.length }));
  editor.current?.focusBlank();
  return false;
}
