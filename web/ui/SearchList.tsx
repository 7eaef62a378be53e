import { Combobox, TextInput, useCombobox } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import css from "./SearchList.module.css";
import { type Choice, usePicking } from "./use-picking.ts";

interface Props {
  /** What the list is for, and what to type. */
  label: string;
  placeholder: string;
  text: string;
  onText(text: string): void;
  choices: readonly Choice[];
  /** The server has found and ordered the choices; otherwise they are filtered here. */
  isFound?: boolean;
  /** Whether the choices are not loaded yet. */
  isLoading: boolean;
  /** The message if nothing matches. */
  empty: string;
  hintOf(value: string): string;
  /** A line under a choice. */
  detailOf?(value: string): string | undefined;
  onPick(value: string): void;
  onClose(): void;
}

/** A list in a dialog, filtered by typing; Enter takes the marked choice. */
export function SearchList({ label, placeholder, text, onText, choices, isLoading, isFound, empty, ...rest }: Props) {
  const { hintOf, detailOf, onPick, onClose } = rest;
  const combobox = useCombobox({ opened: true });
  const { listed, idOf, keys } = usePicking({
    combobox,
    choices,
    text,
    isOpen: true,
    isFound: isFound && "in order",
    isStale: isLoading,
    take: onPick,
  });
  return (
    <Combobox store={combobox} onOptionSubmit={onPick}>
      <Combobox.EventsTarget withExpandedAttribute>
        <TextInput
          data-autofocus
          size="lg"
          variant="unstyled"
          px="md"
          leftSection={<IconSearch size={20} aria-hidden />}
          leftSectionWidth={44}
          placeholder={placeholder}
          aria-label={placeholder}
          value={text}
          {...keys}
          onChange={(event) => {
            combobox.resetSelectedOption();
            onText(event.currentTarget.value);
          }}
          // otherwise the list of options would handle Escape
          onKeyDownCapture={(event) => event.key === "Escape" && onClose()}
          className={css.search}
        />
      </Combobox.EventsTarget>
      <Combobox.Options className={css.list} aria-label={label} aria-busy={isLoading}>
        {listed.map((choice) => (
          <Combobox.Option key={choice.value} id={idOf(choice.value)} value={choice.value} className={css.option}>
            <span className={css.name} dir="auto">
              {choice.label}
            </span>
            <span className={css.hint}>{hintOf(choice.value)}</span>
            {detailOf?.(choice.value) && (
              <span className={css.detail} dir="auto">
                {detailOf(choice.value)}
              </span>
            )}
          </Combobox.Option>
        ))}
        {listed.length === 0 && <Combobox.Empty>{empty}</Combobox.Empty>}
      </Combobox.Options>
    </Combobox>
  );
}
