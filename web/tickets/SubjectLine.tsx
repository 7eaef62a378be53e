import { type KeyboardEvent, type Ref, useId, useImperativeHandle, useRef, useState } from "react";
import { useTexts } from "../lib/texts.ts";
import css from "./SubjectLine.module.css";
import { useOpenTicket } from "./ticket-context.ts";

const MOST_LETTERS = 200;

export interface SubjectHandle {
  edit(): void;
}

/** The subject: a click makes it a box; Enter keeps what was written, Escape what was there. */
export function SubjectLine({ handle }: { handle: Ref<SubjectHandle> }) {
  const t = useTexts();
  const id = useId();
  const { ticket, change, problems } = useOpenTicket();
  const [draft, setDraft] = useState<string | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  useImperativeHandle(handle, () => ({ edit: () => setDraft(ticket.subject) }));
  const end = (text: string | null) => {
    if (draft === null) return;
    setDraft(null);
    const subject = text?.trim();
    if (subject && subject !== ticket.subject) change("subject", { subject });
    requestAnimationFrame(() => button.current?.focus());
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Enter") end(event.currentTarget.value);
    if (event.key === "Escape") end(null);
    if (event.key === "Escape" || event.key === "Enter") event.preventDefault();
  };
  if (draft !== null)
    return (
      <input
        className={css.box}
        aria-label={t("fields.subject")}
        value={draft}
        maxLength={MOST_LETTERS}
        dir="auto"
        // biome-ignore lint/a11y/noAutofocus: it takes the place of what was pressed
        autoFocus
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={(event) => end(event.currentTarget.value)}
      />
    );
  return (
    <div>
      <h1 className={css.subject}>
        <button
          ref={button}
          type="button"
          title={t("ticket.editSubject")}
          aria-describedby={problems.subject ? id : undefined}
          onClick={() => setDraft(ticket.subject)}
        >
          <bdi>{ticket.subject}</bdi>
        </button>
      </h1>
      {problems.subject && (
        <p id={id} className={css.problem} role="alert">
          {problems.subject}
        </p>
      )}
    </div>
  );
}
