import "../lib/later-texts.ts";
import { Text, UnstyledButton } from "@mantine/core";
import { useRef } from "react";
import { flushSync } from "react-dom";
import { placeholdersOf } from "../../wire/email-placeholders.ts";
import type { EmailKind } from "../../wire/email-words.ts";
import { useTexts } from "../lib/texts.ts";
import css from "./Placeholders.module.css";

/** The placeholders of an email, with what each stands for. A click inserts one. */
export function Placeholders({ kind, onInsert }: { kind: EmailKind; onInsert(placeholder: string): void }) {
  const t = useTexts();
  return (
    <section aria-label={t("email.placeholders")}>
      <Text size="sm" component="strong">
        {t("email.placeholders")}
      </Text>
      <Text size="xs" c="dimmed">
        {t("email.placeholdersAbout")}
      </Text>
      <ul className={css.list}>
        {placeholdersOf(kind).map((name) => (
          <li key={name}>
            <UnstyledButton className={css.placeholder} onClick={() => onInsert(`{{ ${name} }}`)}>
              <span>{t(`email.values.${name}`)}</span> <code>{name}</code>
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </section>
  );
}

type Field = HTMLInputElement | HTMLTextAreaElement;

/** Inserts a text at the cursor of the field that was used last, or at the end of the first choice if none was. */
export function useInsert<Part extends string>(first: Part, change: (part: Part, value: string) => void) {
  const fields = useRef(new Map<Part, Field>());
  const last = useRef<Part>(null);
  const insert = (text: string) => {
    const part = last.current ?? first;
    const field = fields.current.get(part);
    if (!field) return;
    const end = field.value.length;
    const [from, to] = last.current ? [field.selectionStart ?? end, field.selectionEnd ?? end] : [end, end];
    flushSync(() => change(part, field.value.slice(0, from) + text + field.value.slice(to)));
    field.focus();
    field.setSelectionRange(from + text.length, from + text.length);
  };
  /** The properties of the field of a part. */
  const place = (part: Part) => ({
    ref: (field: Field | null) => {
      if (field) fields.current.set(part, field);
    },
    onFocus: () => {
      last.current = part;
    },
  });
  return { insert, place };
}
