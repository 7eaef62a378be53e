import { CloseButton, Combobox, TextInput, useCombobox } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTexts } from "../lib/texts.ts";
import { Options } from "./Options.tsx";
import { type Choice, usePicking } from "./use-picking.ts";

interface Props {
  label: string;
  value: string | null;
  /** The label of the chosen value, which may not be among the choices. */
  shown?: string | undefined;
  choices: readonly Choice[];
  /** Choices that always come last, such as one that creates the typed name. */
  more?: readonly Choice[] | undefined;
  onChoose(value: string | null, label: string | null): void;
  /** For choices that come from the server. */
  onSearch?: (text: string) => void;
  isBusy?: boolean;
  isStale?: boolean;
  /** Whether it may be left empty. */
  isClearable?: boolean;
  required?: boolean;
  disabled?: boolean;
  /** Whether the page or the dialog is only for this form; a dialog would give the focus to its close button. */
  autoFocus?: boolean;
  placeholder?: string;
  description?: ReactNode;
  error?: ReactNode;
}

/** The typed text; null before anything is typed, when the field shows the chosen value. */
function useTyped(onSearch: Props["onSearch"]) {
  const [typedText, setTypedText] = useState<string | null>(null);
  const search = (next: string | null) => {
    combobox.resetSelectedOption();
    setTypedText(next);
    onSearch?.(next ?? "");
  };
  const combobox = useCombobox({ onDropdownClose: () => search(null) });
  return { combobox, typed: typedText, text: typedText ?? "", search };
}

/** A form field with choices: type, then Enter or Tab takes the marked choice. */
export function PickField({ label, value, choices, onChoose, onSearch, isBusy, isStale, isClearable, ...rest }: Props) {
  const { shown, more, ...field } = rest;
  const { combobox, typed, text, search } = useTyped(onSearch);
  const [pickedChoice, setPickedChoice] = useState<Choice | null>(null);
  const canClear = isClearable && Boolean(value) && !field.disabled;
  const clear = () => {
    onChoose(null, null);
    // a clear button goes away, and the focus with it
    combobox.focusTarget();
  };
  const isOpen = combobox.dropdownOpened;
  const take = (next: string) => {
    const choice = [...choices, ...(more ?? [])].find((each) => each.value === next);
    combobox.closeDropdown();
    if (!choice) return;
    setPickedChoice(choice);
    onChoose(next, choice.label);
  };
  const picking = usePicking({ combobox, choices, more, text, isOpen, isFound: Boolean(onSearch), isStale, take });
  const words = [pickedChoice, ...choices].find((each) => each?.value === value)?.label ?? shown ?? "";
  return (
    <Combobox store={combobox} onOptionSubmit={take} shadow="md">
      <Combobox.Target withExpandedAttribute>
        <TextInput
          {...field}
          {...picking.keys}
          data-autofocus={field.autoFocus || undefined}
          label={label}
          autoComplete="off"
          spellCheck={false}
          value={typed ?? (value ? words : "")}
          onChange={(event) => {
            combobox.openDropdown();
            search(event.currentTarget.value);
            // what the field shows is what the form sends
            if (canClear && event.currentTarget.value === "") clear();
          }}
          onFocus={(event) => event.currentTarget.select()}
          onClick={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          onKeyDown={(event) => {
            if (event.key === "Tab" && isOpen && text && !isStale) combobox.clickSelectedOption();
            picking.keys.onKeyDown(event);
          }}
          rightSectionPointerEvents="all"
          rightSection={
            canClear ? (
              <ClearButton label={label} onClear={clear} />
            ) : (
              <Combobox.Chevron style={{ pointerEvents: "none" }} />
            )
          }
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Options label={label} choices={picking.listed} idOf={picking.idOf} chosen={value} isBusy={isBusy} />
      </Combobox.Dropdown>
    </Combobox>
  );
}

/**
 * The button that empties the field, for the pointer only: with the keyboard, Tab goes to the next field and Backspace empties
 * this one.
 */
function ClearButton({ label, onClear }: { label: string; onClear(): void }) {
  const t = useTexts();
  return (
    <CloseButton
      size="sm"
      tabIndex={-1}
      aria-label={t("common.clear", { field: label })}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onClear}
    />
  );
}
