import "../lib/later-texts.ts";
import { TextInput } from "@mantine/core";
import { useState } from "react";
import { matching } from "../lib/matching.ts";
import { language, useTexts } from "../lib/texts.ts";
import { fromWallTime, momentOf, wallTimeOf } from "../lib/time.ts";
import { dueAt, dueChoices, dueTyped } from "../tickets/fields/due.ts";
import { PickField } from "../ui/PickField.tsx";
import { useTypedDate } from "../ui/use-typed-date.ts";
import type { FieldsProps } from "./CustomerLines.tsx";

const PICK = "pick";

/** When a new ticket is due: quick choices, a typed date or weekday, or a date from the calendar. */
export function NewTicketDue({ fields: { due_date: due }, change }: Pick<FieldsProps, "fields" | "change">) {
  const t = useTexts();
  const [typedText, setTypedText] = useState("");
  const [isPicking, setPicking] = useState(false);
  const dates = dueChoices();
  const quick = dates.map((value) => ({ value: value as string, label: t(`due.${value}`) }));
  const at = dueTyped(typedText, language());
  const choices = [...(at ? [{ value: at, label: momentOf(at) }] : []), ...matching(quick, typedText)];
  // the field of the picked date shows it
  const date = isPicking ? undefined : dates.find((choice) => dueAt(choice) === due);
  const other = isPicking ? t("due.pick") : due && momentOf(due);
  const label = date ? t(`due.${date}`) : (other ?? undefined);
  const choose = (value: string | null) => {
    setPicking(value === PICK);
    if (value === PICK) change({ due_date: due ?? dueAt(dates[1]!) });
    else change({ due_date: dates.some((each) => each === value) ? dueAt(value as "today") : value });
  };
  const exact = useTypedDate(due ? wallTimeOf(due) : "", (value) => value && change({ due_date: fromWallTime(value) }));
  return (
    <>
      <PickField
        label={t("fields.due_date")}
        placeholder={t("due.clear")}
        isClearable
        choices={choices}
        more={[{ value: PICK, label: t("due.pick") }]}
        onSearch={setTypedText}
        value={date ?? due}
        shown={label}
        onChoose={choose}
        // the field itself shows any other time
        {...(date && due && { description: momentOf(due) })}
      />
      {isPicking && due && <TextInput type="datetime-local" aria-label={t("due.pick")} autoFocus {...exact} />}
    </>
  );
}
