import { Combobox, TextInput, useCombobox } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import type { ReactNode } from "react";
import css from "./SearchList.module.css";
import { type Choice, usePicking } from "./use-picking.ts";

/** An entry of the list. Entries of one group follow each other under its name. */
export interface ListEntry extends Choice {
  group?: string;
  /** Shown beside the label. */
  beside?: string;
  /** A line under the label. */
  detail?: string | undefined;
}

interface Props {
  /** What the list is for, and what to type. */
  label: string;
  placeholder: string;
  text: string;
  onText(text: string): void;
  choices: readonly ListEntry[];
  /** Whether the choices are found and in order; otherwise they are filtered here. */
  isFound?: boolean;
  /** Whether the choices are not loaded yet. */
  isLoading: boolean;
  /** The message if nothing matches. */
  empty: string;
  onPick(value: string): void;
  onClose(): void;
}

/** A list in a dialog, filtered by typing; Enter takes the marked choice. */
export function SearchList({ label, placeholder, text, onText, choices, isLoading, isFound, empty, ...rest }: Props) {
  const { onPick, onClose } = rest;
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
        {[...Map.groupBy(listed, ({ group }) => group)].map(([group, entries]) => (
          <EntryGroup key={group ?? ""} label={group}>
            {entries.map((entry) => (
              <Combobox.Option key={entry.value} id={idOf(entry.value)} value={entry.value} className={css.option}>
                {entry.look ?? <Words entry={entry} />}
              </Combobox.Option>
            ))}
          </EntryGroup>
        ))}
        {listed.length === 0 && <Combobox.Empty>{empty}</Combobox.Empty>}
      </Combobox.Options>
    </Combobox>
  );
}

const EntryGroup = ({ label, children }: { label: string | undefined; children: ReactNode }) =>
  label ? <Combobox.Group label={label}>{children}</Combobox.Group> : children;

const Words = ({ entry: { label, beside, detail } }: { entry: ListEntry }) => (
  <span className={css.words}>
    <span className={css.name} dir="auto">
      {label}
    </span>
    <span className={css.beside}>{beside}</span>
    {detail && (
      <span className={css.detail} dir="auto">
        {detail}
      </span>
    )}
  </span>
);
