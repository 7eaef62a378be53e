import { useTexts } from "../../lib/texts.ts";
import { TagEntry, tagsIn } from "../TagEntry.tsx";
import { useOpenTicket } from "../ticket-context.ts";
import css from "./fields.module.css";

/** The tags of a ticket. */
export function TagsField() {
  const t = useTexts();
  const { ticket, change, problems } = useOpenTicket();
  return (
    <TagEntry
      aria-label={t("fields.tags")}
      classNames={{ input: css.tags!, inputField: css.newTag!, pill: css.tag! }}
      size="xs"
      variant="unstyled"
      value={tagsIn(ticket.tags)}
      onChange={(tags) => change("tags", { tags: tags.join(", ") })}
      error={problems.tags}
    />
  );
}
