import "../lib/later-texts.ts";
import { useMediaQuery } from "@mantine/hooks";
import { type KeyboardEvent, type Ref, useId, useImperativeHandle, useRef, useState } from "react";
import { useTexts } from "../lib/texts.ts";
import { useOpenTicket } from "../tickets/ticket-context.ts";
import css from "./SubjectLine.module.css";

const MAX_LETTERS = 200;

export interface SubjectHandle {
  edit(): void;
}

/** The edited text, and the subject as it was when editing began. */
interface Draft {
  text: string;
  before: string;
}

/** The subject: a click makes it a text box; Enter and leaving save it, Escape restores it. */
export function SubjectLine({ handle }: { handle: Ref<SubjectHandle> }) {
  const t = useTexts();
  const { ticket, change, problems } = useOpenTicket();
  const [draft, setDraft] = useState<Draft | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  // a text that the server refused is not lost: editing continues with it
  const [last, setLast] = useState("");
  const refusedText = problems.subject ? last : "";
  const begin = () => setDraft({ text: refusedText || ticket.subject, before: ticket.subject });
  useImperativeHandle(handle, () => ({ edit: begin }));
  const end = (isSaved: boolean) => {
    if (draft === null) return;
    setDraft(null);
    const subject = draft.text.trim();
    if (!isSaved || !subject || subject === draft.before) return;
    setLast(subject);
    change("subject", { subject }, {}, { subject: draft.before });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    end(event.key === "Enter");
    // only after a key, because a click has already moved the focus
    requestAnimationFrame(() => button.current?.focus());
  };
  if (draft === null) return <Subject button={button} refused={refusedText} onEdit={begin} />;
  return (
    <input
      className={css.box}
      aria-label={t("fields.subject")}
      value={draft.text}
      maxLength={MAX_LETTERS}
      dir="auto"
      // biome-ignore lint/a11y/noAutofocus: it takes the place of what was pressed
      autoFocus
      onFocus={(event) => event.currentTarget.select()}
      onChange={({ currentTarget: { value } }) => setDraft({ ...draft, text: value })}
      onKeyDown={onKeyDown}
      onBlur={() => end(true)}
    />
  );
}

interface SubjectProps {
  button: Ref<HTMLButtonElement>;
  /** A text that could not be saved. */
  refused: string;
  onEdit(): void;
}

function Subject({ button, refused, onEdit }: SubjectProps) {
  const t = useTexts();
  const id = useId();
  const { ticket, problems } = useOpenTicket();
  // under a thumb that scrolls, a text that becomes a field is in the way; there the menu edits it
  const isTouch = useMediaQuery("(hover: none)", false, { getInitialValueInEffect: false });
  return (
    <div>
      <h1 className={css.subject}>
        <button
          ref={button}
          type="button"
          title={t("ticket.editSubject")}
          aria-describedby={problems.subject ? id : undefined}
          onClick={() => isTouch || onEdit()}
        >
          <bdi>{ticket.subject}</bdi>
        </button>
      </h1>
      {problems.subject && (
        <p id={id} className={css.problem} role="alert">
          {problems.subject}
          {refused && (
            <>
              {" "}
              <q>
                <bdi>{refused}</bdi>
              </q>
            </>
          )}
        </p>
      )}
    </div>
  );
}
