import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useTexts } from "../lib/texts.ts";
import styles from "./Picker.module.css";
import { useLateEnter } from "./use-late-enter.ts";

export interface Option {
  value: string;
  label: string;
  /** Beside the label, and found by typing too. */
  hint?: string | undefined;
  icon?: ReactNode;
}

interface Props {
  label: string;
  placeholder?: string;
  options: readonly Option[];
  /** Those that are chosen; shown with a tick. */
  chosen?: ReadonlySet<string>;
  onPick(value: string): void;
  /** Where options are found by the server: what was typed. Else they are narrowed down here. */
  onType?(text: string): void;
  isFetching?: boolean;
  /** While the options are those of another text than the one that was typed. */
  isStale?: boolean;
  onEscape?(): void;
}

const fits = ({ label, hint }: Option, text: string) =>
  text
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => `${label} ${hint ?? ""}`.toLocaleLowerCase().includes(word));

/** A list to pick from by typing, keys or pointer. */
export function Picker({ label, placeholder, options, chosen, onPick, onType, onEscape, ...rest }: Props) {
  const t = useTexts();
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const shown = onType ? options : options.filter((option) => fits(option, text));
  const isUnsettled = rest.isStale === true && at === 0;
  const next = Math.min(at, shown.length - 1);
  const current = isUnsettled ? -1 : next;
  const take = () => {
    const option = shown[next];
    if (option) onPick(option.value);
  };
  const takeFirst = useLateEnter(text, rest.isStale === true, take);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the element of the current one
  useEffect(() => {
    list.current?.querySelector('[data-current="true"]')?.scrollIntoView({ block: "nearest" });
  }, [current, shown.length]);
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) setAt((next + by + shown.length) % Math.max(shown.length, 1));
    else if (event.key === "Enter") isUnsettled ? takeFirst() : take();
    else if (event.key === "Escape" && onEscape) onEscape();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={styles.picker}>
      <input
        className={styles.text}
        role="combobox"
        aria-label={label}
        aria-expanded
        aria-controls={id}
        aria-autocomplete="list"
        aria-activedescendant={shown[current] ? `${id}-${current}` : undefined}
        placeholder={placeholder ?? label}
        value={text}
        data-autofocus
        // biome-ignore lint/a11y/noAutofocus: it is opened to be typed into
        autoFocus
        autoComplete="off"
        spellCheck={false}
        onChange={({ currentTarget: { value } }) => {
          setText(value);
          setAt(0);
          onType?.(value);
        }}
        onKeyDown={onKeyDown}
      />
      <div
        ref={list}
        id={id}
        role="listbox"
        aria-label={label}
        aria-multiselectable={chosen ? true : undefined}
        className={styles.list}
        tabIndex={-1}
      >
        {shown.map((option, n) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the text field has the focus
          // biome-ignore lint/a11y/useKeyWithClickEvents: it has the keys too
          <div
            key={option.value}
            id={`${id}-${n}`}
            role="option"
            aria-selected={chosen?.has(option.value) ?? n === current}
            data-current={n === current}
            className={styles.option}
            onPointerMove={() => setAt(n)}
            onClick={() => onPick(option.value)}
          >
            {chosen && <Tick isOn={chosen.has(option.value)} />}
            {option.icon}
            <span className={styles.label}>{option.label}</span>
            {option.hint && <span className={styles.hint}>{option.hint}</span>}
          </div>
        ))}
      </div>
      {shown.length === 0 && (
        <p className={styles.none} role="status">
          {rest.isFetching ? t("common.loading") : t("common.nothingFound")}
        </p>
      )}
    </div>
  );
}

const Tick = ({ isOn }: { isOn: boolean }) => (
  <svg viewBox="0 0 14 14" width={14} height={14} aria-hidden className={styles.tick}>
    {isOn && <path d="M2.5 7.5l3 3 6-7" fill="none" stroke="currentColor" strokeWidth={2} strokeLinecap="round" />}
  </svg>
);
