import type { ComboboxStore } from "@mantine/core";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { type Matchable, matching, nearestFirst } from "../lib/matching.ts";
import { useLateEnter } from "./use-late-enter.ts";

// Which list to use, so that all have the same keys, matches and message if nothing matches:
// - `FieldSelect` changes one value in place, below its button; `PickField` is one field of a form. Both also take choices
//   that the server finds.
// - `Picker` is a list alone, in a popover or dialog, that may allow several choices.
// - `SearchList` fills a dialog with entries of more than one line or in groups: the palette, macros, articles.
// - Mantine's `Select` and `MultiSelect` are for forms that have all choices: up to about ten without typing, more with
//   `useSearchable`. `TagsInput` is for words that users make up.

/** One of the choices. */
export interface Choice extends Matchable {
  value: string;
  /** Its look, if that is more than its label. */
  look?: ReactNode;
  icon?: ReactNode;
  /** It is marked with the arrow keys only, not by typing. */
  isRisky?: boolean;
}

interface Picking<C extends Choice> {
  combobox: ComboboxStore;
  choices: readonly C[];
  /** Choices that always come last. */
  more?: readonly C[] | undefined;
  text: string;
  isOpen: boolean;
  /** The server has found the choices for the text, or they are in order already; otherwise they are filtered here. */
  isFound?: boolean | "in order" | undefined;
  /** Whether the choices belong to an earlier text than the typed one. */
  isStale?: boolean | undefined;
  take(value: string): void;
}

/** The logic that all pickers share: the choices for the typed text, and the one that Enter takes. */
export function usePicking<C extends Choice>({ combobox, choices, more, text, isOpen, take, ...rest }: Picking<C>) {
  const { isFound, isStale = false } = rest;
  const matches = isFound === "in order" ? choices : isFound ? nearestFirst(choices, text) : matching(choices, text);
  const entries = more ? [...matches, ...more] : matches;
  const values = entries.map(({ value }) => value);
  const base = useId();
  const idOf = (value: string) => `${base}${value}`;
  const first = entries[0]?.isRisky ? undefined : values[0];
  const { marked, readMark } = useMarked(combobox, values, { text, isOpen, isStale, first });
  const takeFirst = useLateEnter(text, isStale, () => first !== undefined && take(first));
  return {
    listed: entries,
    idOf,
    keys: {
      ...(isOpen && values.includes(marked) && { "aria-activedescendant": idOf(marked) }),
      onKeyDown(event: KeyboardEvent) {
        if (event.key === "ArrowDown" || event.key === "ArrowUp") queueMicrotask(readMark);
        const edge = { Home: 0, End: values.length - 1 }[event.key];
        // in a text, they move the cursor
        if (edge !== undefined && isOpen && !text) {
          event.preventDefault();
          combobox.selectOption(edge);
          readMark();
        }
        if (event.key !== "Enter" || !isOpen || combobox.getSelectedOptionIndex() >= 0) return;
        // no results yet: Enter waits for the first one, and does not submit the form
        event.preventDefault();
        if (text) takeFirst();
      },
    },
  };
}

interface Marking extends Pick<Picking<Choice>, "text" | "isOpen"> {
  isStale: boolean;
  /** The first result, unless it must be marked before Enter takes it. */
  first: string | undefined;
}

/** The choice that Enter would take: the one marked before, the current one, or the first result. */
function useMarked(combobox: ComboboxStore, values: readonly string[], { text, isOpen, isStale, first }: Marking) {
  const [markedValue, setMarkedValue] = useState("");
  const last = useRef({ text, value: "" });
  const readMark = () => {
    const value = values[combobox.getSelectedOptionIndex()] ?? "";
    last.current = { text, value };
    setMarkedValue(value);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is drawn again with each of these
  useEffect(() => {
    if (!isOpen) last.current = { text: "", value: "" };
    if (!isOpen || isStale) return;
    const frame = requestAnimationFrame(() => {
      const at = last.current.text === text ? values.indexOf(last.current.value) : -1;
      if (at >= 0) combobox.selectOption(at);
      else if (!text) combobox.selectActiveOption();
      else if (first === undefined) combobox.resetSelectedOption();
      else combobox.selectFirstOption();
      readMark();
    });
    return () => cancelAnimationFrame(frame);
  }, [isOpen, isStale, text, values.join()]);
  return { marked: markedValue, readMark };
}
