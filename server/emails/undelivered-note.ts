import { mailTroubleOf } from "../../wire/mail-troubles.ts";
import { escapeHtml } from "./html.ts";
import { en } from "./texts/en.ts";

/** What a ticket says about an email that did not arrive: what that means, and below it the mail server's own words. */
export function undeliveredNote(address: string, words: string): string {
  const trouble = mailTroubleOf(words);
  const meaning = trouble ? ` ${en.words.troubles[trouble]}` : "";
  const own = words ? `<p>The server said: <q>${escapeHtml(words)}</q></p>` : "";
  return `<p>An email to ${escapeHtml(address)} did not arrive.${meaning}</p>${own}`;
}
