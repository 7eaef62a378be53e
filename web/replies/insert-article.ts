import "../lib/later-texts.ts";
import { countUse, type PublishedText } from "../articles/article-queries.ts";
import { type InsertMode, linkTo, textFor } from "../articles/insertion.ts";
import { t } from "../lib/texts.ts";
import { showNotice } from "../ui/notices.ts";
import type { ReplyDraft } from "./reply-draft.ts";
import { joinTexts } from "./texts-together.ts";

/**
 * Inserts an article at the caret, or at the end of the draft without an editor, with a button to undo it. False if it was
 * refused: a link in a reply must lead to a page that the customer may see.
 */
export function insertArticle(
  draft: ReplyDraft,
  article: PublishedText,
  how: InsertMode,
  insertAtCaret?: (html: string) => void,
): boolean {
  const { text: before, isNote } = draft.now.get();
  const where = { isNote, origin: location.origin };
  const { html, pictures } = how === "link" ? { html: linkTo(article, where), pictures: 0 } : textFor(article, where);
  if (html === null) return false;
  if (insertAtCaret) insertAtCaret(html);
  else draft.setContent({ text: joinTexts(before, html) });
  const words =
    how === "link" ? t("articles.linked", { title: article.title }) : t("articles.inserted", { title: article.title });
  const note = pictures > 0 ? ` ${t("articles.picturesLeft", { count: pictures })}` : "";
  showNotice(words + note, { run: () => draft.setContent({ text: before }) });
  countUse(article.id, draft.ticket, how === "link" ? "linked" : "inserted");
  return true;
}
