import { type MailTrouble, mailTroubleOf } from "../../wire/mail-troubles.ts";
import { escapeHtml } from "./html.ts";
import { en } from "./texts/en.ts";

/**
 * What a ticket says about an email that did not arrive, or perhaps did not: what that means, and below it the mail server's
 * own words.
 */
export function undeliveredNote(address: string, words: string, { isCertain = true, status = "" } = {}): string {
  const trouble = troubleOf(words, status);
  const meaning = trouble ? ` ${en.words.troubles[trouble]}` : "";
  const own = words ? `<p>The ${isCertain ? "server" : "report"} said: <q>${escapeHtml(words)}</q></p>` : "";
  if (isCertain) return `<p>An email to ${escapeHtml(address)} did not arrive.${meaning}</p>${own}`;
  return `<p>An email to ${escapeHtml(address)} perhaps did not arrive. A report says so, but nothing proves the report.${meaning}</p>${own}`;
}

// the words of some servers say less than the status of the report, such as 5.1.1
function troubleOf(words: string, status: string): MailTrouble | null {
  const trouble = mailTroubleOf(words);
  const isVague = trouble === null || trouble === "refused" || trouble === "later";
  return (isVague && status !== "" && mailTroubleOf(`${status[0]}50 ${status}`)) || trouble;
}
