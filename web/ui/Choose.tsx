import { Combobox, useCombobox } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { type ReactNode, type Ref, useEffect, useId, useImperativeHandle, useRef, useState } from "react";
import { useTexts } from "../lib/texts.ts";
import css from "./Choose.module.css";
import { useLateEnter } from "./use-late-enter.ts";

export interface Choice {
  value: string;
  label: string;
  /** How it looks, where that is more than its words. */
  look?: ReactNode;
  /** In small letters behind it. */
  note?: string;
}

export interface ChooseHandle {
  open(): void;
}

interface Props {
  label: string;
  value: string;
  /** What the button shows; nothing is chosen where it is null. */
  shown: ReactNode;
  choices: readonly Choice[];
  onChoose(value: string, choice: Choice): void;
  /** With a box to find by typing; `onSearch` where the choices come from elsewhere. */
  isSearched?: boolean;
  onSearch?: (text: string) => void;
  onOpen?: () => void;
  isBusy?: boolean;
  /** While the choices are those of another text than the one that stands in the box. */
  isStale?: boolean;
  problem?: ReactNode;
  isDisabled?: boolean;
  handle?: Ref<ChooseHandle>;
}

const matches = ({ label, note = "" }: Choice, text: string): boolean =>
  text
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => `${label} ${note}`.toLocaleLowerCase().includes(word));

/** A value that is changed where it stands: a button that shows it, and a list to choose from. */
export function Choose({ label, value, shown, choices, onChoose, isSearched, onSearch, handle, ...rest }: Props) {
  const t = useTexts();
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [text, setText] = useState("");
  const search = (next: string) => {
    combobox.resetSelectedOption();
    setText(next);
    onSearch?.(next);
  };
  const combobox = useCombobox({
    onDropdownOpen: () => {
      rest.onOpen?.();
      if (isSearched) combobox.focusSearchInput();
    },
    onDropdownClose: (source) => {
      search("");
      if (source === "keyboard") combobox.focusTarget();
    },
  });
  useImperativeHandle(handle, () => ({
    open() {
      // at once: the next key may be Escape, which is another's as long as the focus is elsewhere
      button.current?.focus();
      combobox.openDropdown("keyboard");
    },
  }));
  const { dropdownOpened: isOpen } = combobox;
  const { isStale = false } = rest;
  const found = onSearch || !text ? choices : choices.filter((choice) => matches(choice, text));
  const listed = found.map((choice) => choice.value).join();
  // the one that Enter would take is marked: the present choice, or the first that was found
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is drawn anew with each of these
  useEffect(() => {
    if (!isOpen || isStale) return;
    const frame = requestAnimationFrame(() => (text && combobox.selectFirstOption()) || combobox.selectActiveOption());
    return () => cancelAnimationFrame(frame);
  }, [isOpen, isStale, text, listed]);
  const take = (next: string) => {
    const choice = choices.find((each) => each.value === next);
    combobox.closeDropdown("keyboard");
    if (choice && next !== value) onChoose(next, choice);
  };
  const takeFirst = useLateEnter(text, isStale, () => found[0] && take(found[0].value));
  return (
    <div className={css.choose}>
      <Combobox store={combobox} position="bottom-start" width="max-content" shadow="md" onOptionSubmit={take}>
        <Combobox.Target targetType="button" withExpandedAttribute>
          <button
            ref={button}
            type="button"
            className={css.button}
            disabled={rest.isDisabled}
            aria-label={`${label}: ${choices.find((each) => each.value === value)?.label ?? (typeof shown === "string" ? shown : t("common.none"))}`}
            aria-describedby={rest.problem ? id : undefined}
            data-wrong={rest.problem ? "" : undefined}
            onClick={() => combobox.toggleDropdown()}
          >
            {shown ?? <span className={css.none}>{t("common.none")}</span>}
          </button>
        </Combobox.Target>
        <Combobox.Dropdown className={css.dropdown}>
          {isSearched && (
            <Combobox.Search
              value={text}
              onChange={(event) => search(event.currentTarget.value)}
              onKeyDown={({ key, nativeEvent: { isComposing } }) => {
                if (key === "Enter" && !isComposing && text && combobox.getSelectedOptionIndex() < 0) takeFirst();
              }}
              placeholder={t("common.find")}
              aria-label={`${label}: ${t("common.find")}`}
            />
          )}
          <Combobox.Options className={css.options} aria-label={label} aria-busy={rest.isBusy || undefined}>
            {found.map((choice) => (
              <Combobox.Option
                key={choice.value}
                value={choice.value}
                active={choice.value === value}
                className={css.option}
              >
                {choice.look ?? <span dir="auto">{choice.label}</span>}
                {choice.note && <small>{choice.note}</small>}
                {choice.value === value && <IconCheck size={14} aria-hidden />}
              </Combobox.Option>
            ))}
            {found.length === 0 && (
              <Combobox.Empty>{rest.isBusy ? t("common.loading") : t("common.nothingFound")}</Combobox.Empty>
            )}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      {rest.problem && (
        <div id={id} className={css.problem} role="alert">
          {rest.problem}
        </div>
      )}
    </div>
  );
}
