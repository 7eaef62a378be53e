import { Combobox, useCombobox } from "@mantine/core";
import { type ReactNode, type Ref, type RefObject, useId, useImperativeHandle, useRef, useState } from "react";
import { useTexts } from "../lib/texts.ts";
import { isTouch } from "../lib/touch.ts";
import css from "./FieldSelect.module.css";
import { MadeOnPress } from "./MadeOnPress.tsx";
import { Options } from "./Options.tsx";
import { type Choice, usePicking } from "./use-picking.ts";

export interface ChooseHandle {
  open(): void;
}

interface Props {
  label: string;
  value: string;
  /** The button's content; null if nothing is chosen. */
  shown: ReactNode;
  choices: readonly Choice[];
  onChoose(value: string, choice: Choice): void;
  /** For choices that come from the server. */
  onSearch?: (text: string) => void;
  onOpen?: () => void;
  isBusy?: boolean;
  isStale?: boolean;
  problem?: ReactNode;
  handle?: Ref<ChooseHandle>;
}

type Opener = RefObject<Element | null>;

/** Moves the focus to the button of a list that a key opens, and remembers where it was. */
function focusFrom(opener: Opener, button: HTMLButtonElement | null): void {
  const now = document.activeElement;
  opener.current = now === document.body ? null : now;
  // at once, because the next key may be Escape, which something else handles until the focus is here
  button?.focus();
}

/** A list that opens below a button, with a text to search in it. */
function useDropdown({
  onSearch,
  onOpen,
  handle,
  opener,
}: Pick<PartProps, "onSearch" | "onOpen" | "handle" | "opener">) {
  const button = useRef<HTMLButtonElement>(null);
  const [text, setText] = useState("");
  const search = (next: string) => {
    combobox.resetSelectedOption();
    setText(next);
    onSearch?.(next);
  };
  const combobox = useCombobox({
    onDropdownOpen: () => {
      onOpen?.();
      if (!isTouch()) combobox.focusSearchInput();
    },
    onDropdownClose: (source) => {
      search("");
      if (source === "keyboard") combobox.focusTarget();
      // after the button has the focus again, which it does not get if something else was pressed
      setTimeout(() => {
        if (document.activeElement === button.current && opener.current?.isConnected)
          (opener.current as HTMLElement).focus({ preventScroll: true });
        opener.current = null;
      });
    },
  });
  useImperativeHandle(handle, () => ({
    open() {
      focusFrom(opener, button.current);
      combobox.openDropdown("keyboard");
    },
  }));
  return { combobox, button, text, search };
}

/** A value that is changed in place: a button that shows it, and a list of choices that typing filters. */
export function FieldSelect(props: Props) {
  const id = useId();
  const opener = useRef<Element>(null);
  const { problem } = props;
  const own = { ...props, opener, problemId: problem ? id : undefined };
  return (
    <div className={css.choose}>
      <MadeOnPress plain={(press) => <ClosedSelect {...own} press={press} />}>
        {() => <Dropdown {...own} />}
      </MadeOnPress>
      {problem && (
        <div id={id} className={css.problem} role="alert">
          {problem}
        </div>
      )}
    </div>
  );
}

type PartProps = Props & {
  problemId: string | undefined;
  /** What had the focus before a key opened the list. */
  opener: Opener;
};

/** The button before it is first pressed, as `Combobox.Target` would make it. */
function ClosedSelect({ press, ...props }: PartProps & { press(): void }) {
  const button = useRef<HTMLButtonElement>(null);
  useImperativeHandle(props.handle, () => ({
    open() {
      focusFrom(props.opener, button.current);
      press();
    },
  }));
  return (
    <button
      ref={button}
      role="combobox"
      aria-haspopup="listbox"
      aria-expanded={false}
      {...useButton(props)}
      onClick={press}
      onKeyDown={(event) => {
        if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
        event.preventDefault();
        press();
      }}
    />
  );
}

function useButton({ label, value, shown, choices, problemId }: PartProps) {
  const t = useTexts();
  const words = choices.find((each) => each.value === value)?.label ?? (typeof shown === "string" ? shown : null);
  return {
    type: "button" as const,
    className: css.button,
    "aria-label": `${label}: ${words ?? t("common.none")}`,
    "aria-describedby": problemId,
    "data-wrong": problemId ? "" : undefined,
    children: shown ?? <span className={css.none}>{t("common.none")}</span>,
  };
}

function Dropdown(props: PartProps) {
  const { label, value, choices, onChoose, onSearch, isStale, isBusy } = props;
  const t = useTexts();
  const { combobox, button, text, search } = useDropdown(props);
  const take = (next: string) => {
    const choice = choices.find((each) => each.value === next);
    combobox.closeDropdown("keyboard");
    if (choice && next !== value) onChoose(next, choice);
  };
  const isOpen = combobox.dropdownOpened;
  const isFound = Boolean(onSearch);
  const { listed, idOf, keys } = usePicking({ combobox, choices, text, isOpen, isFound, isStale, take });
  return (
    <Combobox store={combobox} position="bottom-start" width="max-content" shadow="md" onOptionSubmit={take}>
      <Combobox.Target targetType="button" withExpandedAttribute>
        <button ref={button} {...useButton(props)} onClick={() => combobox.toggleDropdown()} />
      </Combobox.Target>
      <Combobox.Dropdown className={css.dropdown}>
        <Combobox.Search
          value={text}
          onChange={(event) => search(event.currentTarget.value)}
          placeholder={t("common.find")}
          aria-label={`${label}: ${t("common.find")}`}
          {...keys}
        />
        <Options label={label} choices={listed} idOf={idOf} chosen={value} isBusy={isBusy} />
      </Combobox.Dropdown>
    </Combobox>
  );
}
