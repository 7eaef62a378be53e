import { mailTroubleOf } from "../../wire/mail-troubles.ts";
import { escapeHtml } from "./html.ts";
import { en } from "./texts/en.ts";

/**
 * What a ticket says about an email that did not arrive, or perhaps did not: what that means, and below it the mail server's
 * own words.
 */
export function undeliveredNote(address: string, words: string, isCertain = true): string {
  const trouble = mailTroubleOf(words);
  const meaning = trouble ? ` ${en.words.troubles[trouble]}` : "";
  const own = words ? `<p>The ${isCertain ? "server" : "report"} said: <q>${escapeHtml(words)}</q></p>` : "";
  if (isCertain) return `<p>An email to ${escapeHtml(address)} did not arrive.${meaning}</p>${own}`;
  return `<p>An email to ${escapeHtml(address)} perhaps did not arrive. A report says so, but nothing proves the report.${meaning}</p>${own}`;
}
