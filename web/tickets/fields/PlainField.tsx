import { TextInput } from "@mantine/core";
import { type FieldEntry, maySetFields } from "../../../wire/ticket-fields.ts";
import { useUser } from "../../lib/session.ts";
import { useTexts } from "../../lib/texts.ts";
import { fromWallTime, wallTimeOf } from "../../lib/time.ts";
import { FieldSelect } from "../../ui/FieldSelect.tsx";
import type { TicketField } from "../change-ticket.ts";
import { choiceWord } from "../choice-words.ts";
import { valueWords } from "../plain-fields.ts";
import { synonymsOf } from "../synonyms.ts";
import { useOpenTicket } from "../ticket-context.ts";
import css from "./fields.module.css";

/** A field of the open ticket, with the input for its kind. */
export function PlainField({ entry }: { entry: FieldEntry }) {
  const t = useTexts();
  const user = useUser();
  const [name, { kind, choices = [], isOptional, max }] = entry;
  const { ticket, change, problems } = useOpenTicket();
  const value = ticket[name];
  const set = (next: string | null) => {
    if (next !== value) change(name as TicketField, { [name]: next });
  };
  // a ticket without a team gets that of its category
  const words = isOptional && name !== "assigned_team" ? ["", ...choices] : choices;
  const label = t(`fields.${name as "status"}`);
  if (!maySetFields(user, [name])) return <span>{valueWords(t, entry, value)}</span>;
  if (kind === "choice")
    return (
      <FieldSelect
        label={label}
        value={value ?? ""}
        shown={valueWords(t, entry, value) || null}
        problem={problems[name as TicketField]}
        choices={words.map((each) => ({
          value: each,
          label: choiceWord(t, name, each) || t("common.none"),
          synonyms: synonymsOf(t, name, each),
        }))}
        onChoose={set}
      />
    );
  const isInstant = kind === "instant";
  const text = isInstant && value ? wallTimeOf(value) : (value ?? "");
  const take = (entry: string) => {
    if (entry === text) return;
    if (isInstant) set(entry ? fromWallTime(entry) : null);
    else set(entry.trim());
  };
  return (
    <TextInput
      key={text}
      aria-label={label}
      type={isInstant ? "datetime-local" : "text"}
      classNames={{ input: css.tags! }}
      size="xs"
      variant="unstyled"
      placeholder={t("common.none")}
      defaultValue={text}
      {...(max && { maxLength: max })}
      error={problems[name as TicketField]}
      onBlur={({ currentTarget }) => take(currentTarget.value)}
      onKeyDown={({ key, currentTarget }) => {
        if (key === "Enter") currentTarget.blur();
      }}
    />
  );
}
