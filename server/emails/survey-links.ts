import { RATINGS } from "../../wire/survey-words.ts";
import { type Db, query } from "../platform/database.ts";
import { type LinkKind, type LinkPage, linkPage, linkToken } from "../platform/link-tokens.ts";
import type { Sealing } from "../platform/sealing.ts";
import { escapeHtml } from "./html.ts";
import { SafeHtml } from "./render.ts";

const SURVEY_LINK: LinkKind = { purpose: "survey", bytes: 16 };

export const surveyToken = (sealing: Sealing, id: string): string => linkToken(sealing, SURVEY_LINK, id);

/** The page where a survey is answered; null if the survey must not be sent any more. */
export async function surveyLink(db: Db, sealing: Sealing, id: string): Promise<LinkPage | null> {
  const [row] = await query<{ id: string; language: string; token_hash: Buffer }>(
    db,
    "select id, language, token_hash from surveys where id::text = $1 and state = 'sent' and expires_at > now()",
    [id],
  );
  return linkPage(sealing, SURVEY_LINK, "survey", row);
}

const STYLE =
  "display:inline-block;padding:8px 16px;border:1px solid #8b8980;border-radius:8px;color:inherit;text-decoration:none";

/** A link for each rating, the best one first. Opening one saves nothing: its page has a button for that. */
export const ratingLinks = (address: string, words: readonly string[]): SafeHtml =>
  new SafeHtml(
    RATINGS.toReversed()
      .map(
        (rating) =>
          `<p style="margin:0 0 8px"><a href="${escapeHtml(`${address}?rating=${rating}`)}" style="${STYLE}">${rating} &#183; ${escapeHtml(words[rating - 1]!)}</a></p>`,
      )
      .join("\n"),
  );
