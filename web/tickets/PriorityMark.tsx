import { PRIORITIES, type Priority } from "../../wire/ticket-words.ts";
import { useTexts } from "../lib/texts.ts";
import css from "./marks.module.css";

const HEIGHTS = [4, 7, 10];

/**
 * A ticket's priority: bars, or an exclamation mark for urgent, and a word. Screen readers read the word even if it is not
 * shown.
 */
export function PriorityMark({ priority, isBare = false }: { priority: Priority; isBare?: boolean }) {
  const t = useTexts();
  const rank = PRIORITIES.indexOf(priority);
  const word = t(`priorities.${priority}`);
  return (
    <span className={css.priority} data-priority={priority} title={isBare ? word : undefined}>
      <svg viewBox="0 0 14 14" width={14} height={14} aria-hidden>
        {priority === "urgent" ? (
          <>
            <rect x={1} y={1} width={12} height={12} rx={3} fill="currentColor" />
            <path d="M7 3.8v3.6M7 9.4v1" stroke="var(--surface)" strokeWidth={1.8} strokeLinecap="round" />
          </>
        ) : (
          HEIGHTS.map((height, at) => (
            <rect
              key={height}
              x={1.5 + at * 4}
              y={12 - height}
              width={2.8}
              height={height}
              rx={1}
              fill="currentColor"
              opacity={at <= rank ? 1 : 0.25}
            />
          ))
        )}
      </svg>
      <span className={isBare ? "only-read-out" : undefined}>{word}</span>
    </span>
  );
}
