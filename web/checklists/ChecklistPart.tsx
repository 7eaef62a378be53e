import "../lib/later-texts.ts";
import { Checkbox, CloseButton, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ClipboardEvent, type KeyboardEvent, useRef, useState } from "react";
import { MAX_STEP_LENGTH } from "../../wire/template-words.ts";
import { useActions } from "../lib/actions.ts";
import { useTexts } from "../lib/texts.ts";
import { momentOf } from "../lib/time.ts";
import panel from "../ui/panel-part.module.css";
import css from "./ChecklistPart.module.css";
import { addSteps, checklistQuery, moveStep, removeStep, renameStep, type Step, tickStep } from "./checklist-query.ts";

/** The steps of a ticket. Space ticks a step, Enter edits it, Alt and an arrow key move it, Delete removes it. */
export function ChecklistPart({ ticket, className = "" }: { ticket: string; className?: string | undefined }) {
  const t = useTexts();
  const { data } = useQuery(checklistQuery(ticket));
  const input = useRef<HTMLInputElement>(null);
  useActions([
    {
      id: "ticket checklist",
      section: t("actions.ticket"),
      label: t("checklist.add"),
      keys: "x",
      opensField: true,
      run: () => input.current?.focus(),
    },
  ]);
  if (!data) return null;
  const { results: steps, done, total } = data;
  return (
    <section className={`${className} ${panel.part}`} aria-label={t("checklist.title")}>
      <h2>
        {t("checklist.title")}
        {total > 0 && (
          <span className={css.count} title={t("checklist.count", { done, total })}>
            {done}/{total}
          </span>
        )}
      </h2>
      {total > 0 && (
        <ul className={panel.list}>
          {steps.map((step) => (
            <StepRow key={step.id} {...{ ticket, steps, step }} />
          ))}
        </ul>
      )}
      <NewStep ticket={ticket} input={input} />
    </section>
  );
}

// a row that moves loses the focus; it gets it back unless the user has moved on
const hasLostFocus = () => document.activeElement === document.body;

interface RowProps {
  ticket: string;
  steps: readonly Step[];
  step: Step;
}

function StepRow({ ticket, steps, step }: RowProps) {
  const t = useTexts();
  const [isEdited, setEdited] = useState(false);
  const row = useRef<HTMLLIElement>(null);
  const { text, is_done, done_at, done_by_name } = step;
  const focusRow = (id: string | undefined) =>
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-step="${id}"] input`)?.focus());
  const onKeyDown = (event: KeyboardEvent) => {
    if (isEdited) return;
    const { key, altKey } = event;
    const isArrow = key === "ArrowUp" || key === "ArrowDown";
    if (!isArrow && key !== "Delete" && key !== "Enter") return;
    event.preventDefault();
    const by = key === "ArrowUp" ? -1 : 1;
    const at = steps.indexOf(step);
    if (key === "Enter") setEdited(true);
    else if (key === "Delete") {
      void removeStep(ticket, steps, step);
      focusRow((steps[at + 1] ?? steps[at - 1])?.id);
    } else if (altKey) void moveStep(ticket, steps, step, by)?.then(() => hasLostFocus() && focusRow(step.id));
    else focusRow(steps[at + by]?.id);
  };
  if (isEdited)
    return (
      <li>
        <StepText
          step={step}
          onDone={(next) => {
            setEdited(false);
            focusRow(step.id);
            if (next && next !== text) void renameStep(ticket, step, next);
          }}
        />
      </li>
    );
  return (
    <li ref={row} className={css.row} data-step={step.id} data-done={is_done || undefined}>
      <Checkbox
        className={css.box}
        checked={is_done}
        label={text}
        {...(done_at && { description: `${done_by_name ?? ""} · ${momentOf(done_at)}` })}
        aria-keyshortcuts="Enter Delete Alt+ArrowUp Alt+ArrowDown"
        onKeyDown={onKeyDown}
        onDoubleClick={() => setEdited(true)}
        onChange={({ currentTarget: { checked } }) => void tickStep(ticket, step, checked)}
      />
      <CloseButton
        className={css.remove}
        size={24}
        iconSize={14}
        aria-label={t("checklist.removeNamed", { step: text })}
        onClick={() => void removeStep(ticket, steps, step)}
      />
    </li>
  );
}

/** Edits the text of a step. Enter or leaving the field saves it, Escape cancels. */
function StepText({ step: { text }, onDone }: { step: Step; onDone(text: string | null): void }) {
  const t = useTexts();
  const [now, setNow] = useState(text);
  const isOver = useRef(false);
  const end = (next: string | null) => {
    if (isOver.current) return;
    isOver.current = true;
    onDone(next);
  };
  return (
    <TextInput
      aria-label={t("checklist.edit", { step: text })}
      maxLength={MAX_STEP_LENGTH}
      autoFocus
      value={now}
      onChange={({ currentTarget: { value } }) => setNow(value)}
      onBlur={() => end(now.trim())}
      onKeyDown={(event) => {
        if (event.key !== "Enter" && event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        end(event.key === "Enter" ? now.trim() : null);
      }}
    />
  );
}

const linesOf = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.replace(/^\s*(?:[-*•]|\d+[.)]|\[[ x]?\])\s+/i, "").trim())
    .filter(Boolean);

/** Adds a step on Enter. Pasted lines become one step each. */
function NewStep({ ticket, input }: { ticket: string; input: React.RefObject<HTMLInputElement | null> }) {
  const t = useTexts();
  const [text, setText] = useState("");
  const add = (steps: string[]) => {
    if (steps.length === 0) return;
    setText("");
    void addSteps(ticket, steps).then((isAdded) => {
      // keeps what was typed
      if (!isAdded) setText((now) => now || steps.join(" "));
    });
  };
  const onPaste = (event: ClipboardEvent) => {
    const lines = linesOf(event.clipboardData.getData("text/plain"));
    if (lines.length < 2) return;
    event.preventDefault();
    add(lines);
  };
  return (
    <TextInput
      ref={input}
      className={css.add}
      variant="unstyled"
      placeholder={t("checklist.add")}
      aria-label={t("checklist.add")}
      maxLength={MAX_STEP_LENGTH}
      value={text}
      onPaste={onPaste}
      onChange={({ currentTarget: { value } }) => setText(value)}
      onKeyDown={(event) => {
        if (event.key === "Escape") event.currentTarget.blur();
        if (event.key !== "Enter") return;
        event.preventDefault();
        add(linesOf(text));
      }}
    />
  );
}
