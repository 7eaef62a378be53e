import { Combobox, useCombobox } from "@mantine/core";
import { useState } from "react";
import { Options } from "./Options.tsx";
import styles from "./Picker.module.css";
import { type Choice, usePicking } from "./use-picking.ts";

interface Props {
  label: string;
  placeholder?: string;
  choices: readonly Choice[];
  /** The chosen value, which is marked first, or the chosen ones if several are allowed. They have a check mark. */
  chosen?: string | undefined | ReadonlySet<string>;
  onPick(value: string): void;
  /** The typed text, if the choices depend on it. */
  onSearch?(text: string): void;
  isFound?: boolean;
  isBusy?: boolean;
  isStale?: boolean;
  onEscape?(): void;
}

/** A list to pick from by typing, keys or pointer. */
export function Picker({ label, placeholder, choices, chosen, onPick, onSearch, onEscape, ...rest }: Props) {
  const [text, setText] = useState("");
  const combobox = useCombobox({ opened: true });
  const { listed, idOf, keys } = usePicking({ combobox, choices, text, isOpen: true, ...rest, take: onPick });
  return (
    <Combobox store={combobox} onOptionSubmit={onPick}>
      <div className={styles.picker}>
        <Combobox.EventsTarget withExpandedAttribute>
          <input
            className={styles.text}
            aria-label={label}
            aria-autocomplete="list"
            {...keys}
            placeholder={placeholder ?? label}
            value={text}
            data-autofocus
            // biome-ignore lint/a11y/noAutofocus: it is opened to be typed into
            autoFocus
            spellCheck={false}
            onChange={({ currentTarget: { value } }) => {
              combobox.resetSelectedOption();
              setText(value);
              onSearch?.(value);
            }}
            onKeyDown={(event) => {
              keys.onKeyDown(event);
              if (event.key === "Escape" && onEscape) {
                event.preventDefault();
                onEscape();
              }
              // keys typed here are for this field only
              if (["Escape", "Enter", "ArrowDown", "ArrowUp"].includes(event.key)) event.stopPropagation();
            }}
          />
        </Combobox.EventsTarget>
        <Options label={label} choices={listed} idOf={idOf} chosen={chosen} isBusy={rest.isBusy} />
      </div>
    </Combobox>
  );
}
