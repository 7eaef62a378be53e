import { Popover } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { usePersonName } from "../inbox/filter-options.ts";
import { useRuleNames } from "../macros/macro-queries.ts";
import { Picker } from "../ui/Picker.tsx";
import type { Choice } from "../ui/use-picking.ts";
import css from "./Automations.module.css";

interface Props {
  /** The name of the choice, for screen readers. */
  label: string;
  choices: readonly Choice[];
  values: readonly string[];
  /** Shown while nothing is chosen. */
  placeholder: string;
  isMulti?: boolean;
  /** Nothing may be chosen, too: the placeholder is a choice. */
  isOptional?: boolean;
  isAdd?: boolean;
  /** More choices, once something is typed. */
  direct?: readonly Choice[];
  onChange(values: string[]): void;
  /** Also takes the typed text if it is a valid value. */
  isTyped?: boolean;
  /** Opens its list at once, because a part that was just added needs a value. */
  isNew?: boolean;
}

/** The choice of nothing. No value contains a comma. */
const ANY = ",";

/** A word of the sentence that can be changed: a button that opens a list of choices. */
export function Chip({ label, choices, direct = [], values, placeholder, isAdd, onChange, ...rest }: Props) {
  const { isMulti, isOptional, isTyped, isNew = false } = rest;
  const [isOpen, setOpen] = useState(isNew);
  const button = useRef<HTMLButtonElement>(null);
  const [text, setText] = useState("");
  const typedText = text.trim().replaceAll(",", " ");
  const some = isTyped ? withOwn(choices, typedText ? [...values, typedText] : values) : choices;
  const all = isOptional ? [{ value: ANY, label: placeholder }, ...some] : some;
  const words = useWords(choices, values, isTyped);
  const pick = (value: string) => {
    if (!isMulti || value === ANY) {
      setOpen(false);
      return onChange(value === ANY ? [] : [value]);
    }
    onChange(values.includes(value) ? values.filter((each) => each !== value) : [...values, value]);
  };
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      position="bottom-start"
      offset={4}
      width={300}
      shadow="md"
      trapFocus
      // a part that was just added takes the focus
      returnFocus={!isAdd}
      withinPortal
    >
      <Popover.Target>
        <button
          ref={button}
          type="button"
          className={isAdd ? css.add : css.chip}
          aria-label={isAdd ? undefined : `${label}: ${words.join(", ") || placeholder}`}
          aria-haspopup="listbox"
          aria-expanded={isOpen}
          data-empty={words.length === 0 || undefined}
          onClick={() => setOpen(!isOpen)}
        >
          {isAdd ? placeholder : words.join(", ") || placeholder}
          {!isAdd && <IconChevronDown size={14} aria-hidden />}
        </button>
      </Popover.Target>
      <Popover.Dropdown p={0} className={css.menu}>
        <Picker
          label={label}
          choices={typedText ? [...all, ...direct] : all}
          chosen={new Set(isOptional && values.length === 0 ? [ANY] : values)}
          onPick={pick}
          onSearch={setText}
          onEscape={() => {
            setOpen(false);
            button.current?.focus();
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

/** The labels of values. One that is no choice, such as a person who has left, has its name. */
function useWords(choices: readonly Choice[], values: readonly string[], isTyped = false): string[] {
  const nameOf = useRuleNames(usePersonName());
  return values.map(
    (value) => choices.find((each) => each.value === value)?.label ?? (isTyped ? value : nameOf(value)),
  );
}

/** The choices, and the values that are none of them. */
function withOwn(choices: readonly Choice[], values: readonly string[]): readonly Choice[] {
  const choiceValues = new Set(choices.map(({ value }) => value));
  const own = new Set(values.filter((value) => !choiceValues.has(value)));
  return [...choices, ...[...own].map((value) => ({ value, label: value }))];
}
