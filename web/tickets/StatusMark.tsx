import type { Status } from "../../wire/ticket-words.ts";
import { useTexts } from "../lib/texts.ts";
import css from "./marks.module.css";

/** A ticket's status: a shape, a color and a word. Screen readers read the word even if it is not shown. */
export function StatusMark({ status, isBare = false }: { status: Status; isBare?: boolean }) {
  const t = useTexts();
  const word = t(`statuses.${status}`);
  return (
    <span className={css.status} data-status={status} title={isBare ? word : undefined}>
      <svg viewBox="0 0 14 14" width={14} height={14} aria-hidden>
        <circle cx={7} cy={7} r={5.6} fill="none" stroke="currentColor" strokeWidth={1.6} />
        <Inside of={status} />
      </svg>
      <span className={isBare ? "only-read-out" : undefined}>{word}</span>
    </span>
  );
}

// a pie that fills as work continues
function Inside({ of }: { of: Status }) {
  if (of === "assigned") return <circle cx={7} cy={7} r={1.9} fill="currentColor" />;
  if (of === "in_progress") return <path d="M7 3.4a3.6 3.6 0 0 1 0 7.2z" fill="currentColor" />;
  if (of === "pending") return <path d="M5.4 4.6v4.8M8.6 4.6v4.8" stroke="currentColor" strokeWidth={1.6} />;
  if (of === "resolved")
    return <path d="M4.4 7.2l1.9 1.9 3.4-3.9" fill="none" stroke="currentColor" strokeWidth={1.6} />;
  if (of === "closed") return <circle cx={7} cy={7} r={3.6} fill="currentColor" />;
  return null;
}
