import type { EmailKind } from "../../wire/email-words.ts";
import { type Db, query } from "../platform/database.ts";
import { type Language, TEXTS, type Template } from "./texts/texts.ts";

/** The desk's own template of a kind, or Docket's. */
export async function templateOf(db: Db, kind: EmailKind, language: Language): Promise<Template> {
  const [own] = await query<Template>(
    db,
    "select subject, body from email_templates where kind = $1 and language = $2",
    [kind, language],
  );
  return own ?? TEXTS[language].templates[kind];
}
