import { useLayoutEffect, useRef } from "react";
import { isModifier, meantBy } from "./keys.ts";
import { store, useStore } from "./store.ts";

/** An action that is available now. The palette and the list of shortcuts show it, and its keys run it. */
export interface Action {
  id: string;
  /** The heading that it appears under. */
  section: string;
  label: string;
  /** Keys such as "j", "g i" (one after the other) or "$mod+k" (Ctrl, or Command on a Mac). */
  keys?: string;
  /** Its keys also work while the user types. */
  whileTyping?: boolean;
  /** It opens a text field: letters that are typed before that has the focus are typed into it. */
  opensField?: boolean;
  /** Left out of the palette, because it makes sense only as a key. */
  isKeyOnly?: boolean;
  run(): void;
}

const registeredActions = store<readonly Action[]>([]);

/** Offers actions while the component is mounted. If two actions have the same key, the later one gets it. */
export function useActions(actions: readonly Action[]): void {
  const latest = useRef(actions);
  latest.current = actions;
  const signature = actions
    .map(({ id, label, keys, opensField }) => `${id}|${label}|${keys ?? ""}|${opensField}`)
    .join("\n");
  // before the page is painted: a key that is pressed as soon as something is on the screen must not be lost
  // biome-ignore lint/correctness/useExhaustiveDependencies: the signature stands for the actions, run() is looked up when run
  useLayoutEffect(() => {
    const mine = latest.current.map((action) => ({
      ...action,
      run: () => latest.current.find(({ id }) => id === action.id)?.run(),
    }));
    registeredActions.set([...registeredActions.get(), ...mine]);
    return () => registeredActions.set(registeredActions.get().filter((each) => !mine.includes(each)));
  }, [signature]);
}

/** Every action that is available now, once. */
export function useKnownActions(): readonly Action[] {
  const all = useStore(registeredActions);
  return [...new Map(all.map((action) => [action.id, action])).values()];
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !isButtonLike(target)));
const isButtonLike = (target: HTMLElement): boolean =>
  target instanceof HTMLInputElement && ["checkbox", "radio", "button", "submit"].includes(target.type);

const POPUP = '[role="menu"], [role="listbox"], [role="dialog"]';
// a list that has just opened has no aria-expanded yet, only Mantine's data-expanded
const OPENED_IT = '[aria-haspopup][aria-expanded="true"], [data-expanded]';
// a dialog or an open menu has the keyboard to itself
const hasKeyboardToItself = (target: EventTarget | null): boolean =>
  document.querySelector('[role="dialog"][aria-modal="true"]') !== null ||
  (target instanceof Element && (target.closest(POPUP) !== null || target.matches(OPENED_IT)));

/** The longest pause between two keys of a sequence. */
const SEQUENCE_MS = 1000;
const MAX_PRESSES = 2;
/** How long typed letters wait for a field that is loading, in milliseconds. */
const FIELD_MS = 3000;

let hasSingleKeys = true;
/** Turns keys without Ctrl or Command on or off: people who control the computer by voice may want them off (WCAG 2.1.4). */
export function allowSingleKeys(isAllowed: boolean): void {
  hasSingleKeys = isAllowed;
}

const withKey = (text: string, key: string): string =>
  key === "Backspace" ? text.slice(0, -1) : key.length === 1 ? text + key : text;

/** Listens to the keyboard for all actions. */
export function startKeyboard(): void {
  let isElsewhere = false;
  let presses: KeyboardEvent[] = [];
  let fieldUntil = 0;
  let letters = "";
  window.addEventListener("focusin", ({ target, timeStamp }) => {
    const text = timeStamp < fieldUntil && letters;
    fieldUntil = 0;
    // after the field's own handlers, and before the next key
    if (text && isTyping(target)) queueMicrotask(() => document.execCommand("insertText", false, text));
  });
  window.addEventListener("pointerdown", () => (fieldUntil = 0), { capture: true });
  // checked in the capture phase, because what this key press closes is gone by the bubble phase
  window.addEventListener("keydown", ({ target }) => (isElsewhere = hasKeyboardToItself(target)), { capture: true });
  window.addEventListener("keydown", (event) => {
    // a browser that fills in a field fires a key event without a key
    if (!(event instanceof KeyboardEvent) || event.defaultPrevented || isModifier(event)) return;
    const isFree = !isElsewhere && !isTyping(event.target);
    if (event.timeStamp < fieldUntil && !event.ctrlKey && !event.metaKey && event.key !== "Escape") {
      letters = withKey(letters, event.key);
      return event.preventDefault();
    }
    fieldUntil = 0;
    const isGoingOn = isFree && event.timeStamp - (presses.at(-1)?.timeStamp ?? 0) < SEQUENCE_MS;
    const recent = isGoingOn ? [...presses, event].slice(-MAX_PRESSES) : [event];
    presses = isFree ? recent : [];
    const candidates = registeredActions
      .get()
      .filter(({ keys, whileTyping }) => (isFree || whileTyping) && (hasSingleKeys || keys?.includes("$mod")));
    const action = meantBy(recent, candidates);
    if (!action) return;
    event.preventDefault();
    presses = [];
    if (action.opensField) {
      fieldUntil = event.timeStamp + FIELD_MS;
      letters = "";
    }
    action.run();
  });
}

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

/** The keys of an action as they are shown: one list a press, one entry a key. */
export const keyCaps = (keys: string): string[][] =>
  keys.split(" ").map((press) =>
    press.split("+").map((key) => {
      if (key === "$mod") return isMac ? "⌘" : "Ctrl";
      if (key === "Shift") return isMac ? "⇧" : "Shift";
      if (key === "Enter") return "↵";
      return key.length === 1 ? key.toUpperCase() : key;
    }),
  );
