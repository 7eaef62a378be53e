import "../lib/later-texts.ts";
import { Alert, Input, TextInput } from "@mantine/core";
import { type KeyboardEvent, type RefObject, useEffect, useRef } from "react";
import type { EditorHandle } from "../editor/Editor.tsx";
import { unfinishedAddress } from "../email/unfinished-address.ts";
import { useActions } from "../lib/actions.ts";
import { useStore } from "../lib/store.ts";
import { useTexts } from "../lib/texts.ts";
import { DraftConflict } from "../replies/DraftConflict.tsx";
import { DraftFiles } from "../replies/DraftFiles.tsx";
import { uploadsOf } from "../replies/uploads.ts";
import { Pictures, usePicturesOf } from "../ui/CleanHtml.tsx";
import { errorText } from "../ui/notices.ts";
import { useFileDrop } from "../ui/use-file-drop.ts";
import { CustomerLines } from "./CustomerLines.tsx";
import { LazyEditor } from "./LazyEditor.tsx";
import { NewTicketBar } from "./NewTicketBar.tsx";
import { NewTicketFields } from "./NewTicketFields.tsx";
import { NewTicketFoot } from "./NewTicketFoot.tsx";
import type { NewDraft } from "./new-draft.ts";
import classes from "./new-ticket.module.css";
import { useCreatingTicket } from "./use-creating-ticket.ts";

const NO_TEXT_FIELD = 'button, [type="radio"], [type="checkbox"]';

/**
 * Escape leaves a field, so that keys such as T act as shortcuts. Until then letters are not shortcuts: a user who tabs to a
 * button and goes on typing would lose the text.
 */
function handleKey(event: KeyboardEvent<HTMLFormElement>): void {
  const { target, currentTarget, key, defaultPrevented, ctrlKey, metaKey } = event;
  if (defaultPrevented || !(target instanceof HTMLElement) || !currentTarget.contains(target)) return;
  if (key === "Escape" && target.getAttribute("aria-expanded") !== "true") target.blur();
  const isSign = [...key].length === 1 && key !== " " && !ctrlKey && !metaKey;
  if (isSign && target.matches(NO_TEXT_FIELD)) event.preventDefault();
}

function useSubmitKey(form: RefObject<HTMLFormElement | null>, submit: () => void): void {
  const t = useTexts();
  useActions([
    {
      id: "create ticket",
      section: t("actions.ticket"),
      label: t("newTicket.create"),
      keys: "$mod+Enter",
      whileTyping: true,
      // not for keys in a dialog above the form
      run: () => form.current?.contains(document.activeElement) && submit(),
    },
  ]);
}

const WRONG_FIELD = '[aria-invalid="true"], [data-wrong] [contenteditable="true"], [data-wrong] textarea';

/** After a refusal, the first field with an error has the focus. */
function useFocusOnWrong(form: RefObject<HTMLFormElement | null>, refusal: Error | null): void {
  useEffect(() => {
    if (refusal) form.current?.querySelector<HTMLElement>(WRONG_FIELD)?.focus();
  }, [form, refusal]);
}

/** The form of a new ticket: the customer and the text on the left, the properties on the right. */
export function NewTicketForm({ draft }: { draft: NewDraft }) {
  const t = useTexts();
  const editor = useRef<EditorHandle>(null);
  const form = useRef<HTMLFormElement>(null);
  const uploads = uploadsOf(draft);
  const { fields, state } = useStore(draft.now);
  const { isOver, target } = useFileDrop((files) => uploads.add(files));
  const { wrong, submit, isBusy, error, refusal } = useCreatingTicket(draft, editor);
  const submitFinished = () => {
    const addressField = unfinishedAddress(form.current);
    if (addressField) addressField.focus();
    else submit();
  };
  useSubmitKey(form, submitFinished);
  useFocusOnWrong(form, refusal);
  return (
    <form
      ref={form}
      className={classes.page}
      {...target}
      data-over={isOver || undefined}
      noValidate
      onKeyDown={handleKey}
      onSubmit={(event) => {
        event.preventDefault();
        // the forms of dialogs above are other forms
        if (event.target === event.currentTarget) submitFinished();
      }}
    >
      <NewTicketBar draft={draft} isBusy={isBusy} />
      {state === "conflict" && (
        <div className={classes.asked}>
          <DraftConflict draft={draft} />
        </div>
      )}
      {error && (
        <Alert color="red" role="alert" m="md">
          {errorText(error)}
        </Alert>
      )}
      <div className={classes.columns}>
        <div className={classes.paper}>
          <CustomerLines fields={fields} change={draft.fill} wrong={wrong} />
          <Texts {...{ draft, editor, wrong, submit: submitFinished }} />
          <NewTicketFoot draft={draft} />
        </div>
        <section className={classes.facts} aria-label={t("ticket.details")}>
          <NewTicketFields fields={fields} change={draft.fill} wrong={wrong} />
        </section>
      </div>
      {isOver && (
        <div className={classes.drop} aria-hidden>
          {t("newTicket.drop")}
        </div>
      )}
    </form>
  );
}

interface TextsProps {
  draft: NewDraft;
  editor: RefObject<EditorHandle | null>;
  wrong(name: string): string | null;
  submit(): void;
}

/** The subject, the description and the files. */
function Texts({ draft, editor, wrong, submit }: TextsProps) {
  const t = useTexts();
  const uploads = uploadsOf(draft);
  const { fields, files, revision } = useStore(draft.now);
  const pictures = usePicturesOf(files);
  return (
    <>
      <TextInput
        className={classes.subject}
        variant="unstyled"
        aria-label={t("fields.subject")}
        aria-required
        placeholder={`${t("fields.subject")} *`}
        maxLength={200}
        value={fields.subject}
        onChange={(event) => draft.fill({ subject: event.currentTarget.value })}
        error={wrong("subject")}
        autoFocus={fields.company !== null}
      />
      <Input.Wrapper
        className={classes.description}
        label={t("newTicket.description")}
        labelElement="div"
        classNames={{ label: classes.caption! }}
        required
        error={wrong("description")}
        data-wrong={wrong("description") ? "" : undefined}
        inputWrapperOrder={["label", "error", "input"]}
      >
        <Pictures value={pictures}>
          <LazyEditor
            handle={editor}
            label={t("newTicket.description")}
            placeholder={t("newTicket.write")}
            text={fields.description}
            revision={revision}
            onChange={(description) => draft.fill({ description })}
            onFiles={uploads.add}
            onSend={submit}
            onEscape={() => (document.activeElement as HTMLElement | null)?.blur()}
          />
        </Pictures>
      </Input.Wrapper>
      <DraftFiles files={files} uploads={uploads} onRemove={({ id }) => editor.current?.removePicture(id)} />
    </>
  );
}
