import type { EmailReason } from "../../wire/email-words.ts";
import { type Db, query } from "../platform/database.ts";
import type { EmailRow } from "./email-row.ts";
import type { EmailContext } from "./subjects.ts";

interface OwnText {
  text: string;
  quote: EmailContext["quote"];
}

/**
 * The text of an email whose kind has a text of its own; null for other kinds. It never comes from a comment, because the note
 * that records a forward is internal.
 */
export async function ownTextOf(
  db: Db,
  { kind, ticket, details }: EmailRow,
  note: { ticket: string } | null,
): Promise<OwnText | { cancel: EmailReason } | null> {
  if (kind === "forward") {
    if (!note || note.ticket !== ticket) return { cancel: "comment_deleted" };
    const { text, quote } = details as unknown as OwnText;
    return { text, quote };
  }
  if (kind === "low_rating") {
    const [answer] = await query<{ text: string }>(
      db,
      "select comment as text from survey_answers where survey::text = $1 and replaced_at is null and comment <> ''",
      [details.survey],
    );
    return answer ? { text: answer.text, quote: null } : null;
  }
  if (kind !== "opening") return null;
  const [row] = await query<{ text: string }>(
    db,
    "select description as text from tickets where id = $1 and is_description_public",
    [ticket],
  );
  return row ? { text: row.text, quote: null } : { cancel: "comment_internal" };
}
