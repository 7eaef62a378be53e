import { CATEGORIES } from "../../../wire/ticket-words.ts";
import { useTexts } from "../../lib/texts.ts";
import { FieldSelect } from "../../ui/FieldSelect.tsx";
import { useOpenTicket } from "../ticket-context.ts";

export function CategoryField() {
  const t = useTexts();
  const { ticket, change, problems } = useOpenTicket();
  return (
    <FieldSelect
      label={t("fields.category")}
      value={ticket.category}
      shown={t(`categories.${ticket.category}`)}
      problem={problems.category}
      choices={CATEGORIES.map((category) => ({ value: category, label: t(`categories.${category}`) }))}
      onChoose={(value) => change("category", { category: value as typeof ticket.category })}
    />
  );
}
