import { Combobox } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useTexts } from "../lib/texts.ts";
import styles from "./Options.module.css";
import type { Choice } from "./use-picking.ts";

interface Props {
  label: string;
  choices: readonly Choice[];
  idOf(value: string): string;
  /** The chosen value, or the chosen ones if several are allowed. */
  chosen?: string | null | ReadonlySet<string> | undefined;
  isBusy?: boolean | undefined;
}

/** The choices, with check marks at the chosen ones. */
export function Options({ label, choices, idOf, chosen, isBusy }: Props) {
  const t = useTexts();
  const isSeveral = chosen instanceof Set;
  const isChosen = (value: string) => (isSeveral ? chosen.has(value) : chosen === value);
  return (
    <Combobox.Options
      className={styles.list}
      aria-label={label}
      aria-busy={isBusy || undefined}
      aria-multiselectable={isSeveral || undefined}
    >
      {choices.map(({ value, label, hint, look, icon }) => (
        <Combobox.Option
          key={value}
          id={idOf(value)}
          value={value}
          active={!isSeveral && isChosen(value)}
          aria-selected={isChosen(value)}
          className={styles.option}
        >
          {icon}
          <span className={styles.label} dir="auto">
            {look ?? label}
          </span>
          {hint && <span className={styles.hint}>{hint}</span>}
          {isChosen(value) && <IconCheck size={14} aria-hidden className={styles.tick} />}
        </Combobox.Option>
      ))}
      {choices.length === 0 && (
        <Combobox.Empty role="status">{isBusy ? t("common.loading") : t("common.nothingFound")}</Combobox.Empty>
      )}
    </Combobox.Options>
  );
}
