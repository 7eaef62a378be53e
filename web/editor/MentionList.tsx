import "../lib/later-texts.ts";
import { Portal } from "@mantine/core";
import { type Editor, useEditorState } from "@tiptap/react";
import { type RefObject, useEffect, useId, useState } from "react";
import { useTexts } from "../lib/texts.ts";
import css from "./MentionList.module.css";
import { type Mentionable, mentionAt, peopleFor } from "./mentions.ts";

/** What the list does with a key; true if it took it. */
export type ListKeys = (event: KeyboardEvent) => boolean;

interface Props {
  editor: Editor;
  people: readonly Mentionable[];
  keys: RefObject<ListKeys | null>;
}

/** The people whose names begin with what follows an @. The editor keeps the focus. */
export function MentionList({ editor, people, keys }: Props) {
  const t = useTexts();
  const id = useId();
  const [markedIndex, setMarkedIndex] = useState(0);
  const [dismissedAt, setDismissedAt] = useState<number | null>(null);
  const at = useEditorState({ editor, selector: () => (editor.isFocused ? mentionAt(editor.state) : null) });
  const matches = at && at.from !== dismissedAt ? peopleFor(people, at.name) : [];
  const isOpen = matches.length > 0;
  const current = Math.min(markedIndex, matches.length - 1);
  const take = (person: Mentionable) => {
    const mention = { type: "mention", attrs: { user: person.id, label: `@${person.name}` } };
    editor
      .chain()
      .focus()
      .insertContentAt({ from: at!.from, to: at!.to }, [mention, { type: "text", text: " " }])
      .run();
    setMarkedIndex(0);
  };
  // set while rendering, because the next key may come before an effect
  keys.current = isOpen
    ? (event) =>
        takeKey(event, {
          move: (by) => setMarkedIndex((current + by + matches.length) % matches.length),
          dismiss: () => setDismissedAt(at!.from),
          take: () => take(matches[current]!),
        })
    : null;
  useActiveOption(editor, isOpen ? { list: id, option: `${id}-${current}` } : null);
  if (!isOpen) return null;
  return (
    <Portal>
      <div
        id={id}
        role="listbox"
        aria-label={t("editor.people")}
        className={css.list}
        style={listPosition(editor, at!.from, matches.length)}
      >
        {matches.map((person, index) => (
          <div
            key={person.id}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === current}
            className={css.option}
            // on pointer down, before the editor loses the focus
            onPointerDown={(event) => {
              event.preventDefault();
              take(person);
            }}
          >
            <span>{person.name}</span>
            <span className={css.hint}>{person.hint}</span>
          </div>
        ))}
      </div>
    </Portal>
  );
}

interface Moves {
  move(by: number): void;
  dismiss(): void;
  take(): void;
}

function takeKey({ key, isComposing, ctrlKey, metaKey }: KeyboardEvent, { move, dismiss, take }: Moves): boolean {
  if (isComposing || ctrlKey || metaKey) return false;
  if (key === "ArrowDown") move(1);
  else if (key === "ArrowUp") move(-1);
  else if (key === "Escape") dismiss();
  else if (key === "Enter" || key === "Tab") take();
  else return false;
  return true;
}

const WIDTH = 280;
const MAX_HEIGHT = 286;
const OPTION_HEIGHT = 32;
const PADDING = 10;
/** Of the line above the text that says whether it is a reply or a note; it must stay in view. */
const HEAD_HEIGHT = 48;

/** Above the line, or above the whole composer if it would cover its head; below the line if there is no space. */
function listPosition({ view }: Editor, at: number, options: number) {
  const { top, bottom, left } = view.coordsAtPos(at);
  const start = Math.max(8, Math.min(left, innerWidth - WIDTH - 8));
  const height = Math.min(options * OPTION_HEIGHT + PADDING, MAX_HEIGHT);
  const head = view.dom.closest("section")?.getBoundingClientRect().top ?? 0;
  const edge = top - height > head + HEAD_HEIGHT ? top : Math.min(top, head);
  return {
    width: WIDTH,
    left: start,
    ...(edge > height + 8 ? { bottom: innerHeight - edge + 4 } : { top: bottom + 4 }),
  };
}

/** Tells screen readers which option the keys would take. */
function useActiveOption({ view }: Editor, active: { list: string; option: string } | null): void {
  const list = active?.list;
  const option = active?.option;
  useEffect(() => {
    if (!list || !option) return;
    const { dom } = view;
    dom.setAttribute("aria-autocomplete", "list");
    dom.setAttribute("aria-controls", list);
    dom.setAttribute("aria-activedescendant", option);
    return () => {
      for (const name of ["aria-autocomplete", "aria-controls", "aria-activedescendant"]) dom.removeAttribute(name);
    };
  }, [view, list, option]);
}
