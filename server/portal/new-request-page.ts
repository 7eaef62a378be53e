import { escapeHtml } from "../emails/html.ts";
import { recordOffer } from "../knowledge/offers.ts";
import type { HitRow } from "../knowledge/search.ts";
import { formWithFiles } from "./form-files.ts";
import { fileField, MAX_REQUEST_TEXT, MAX_SUBJECT, newRequestOf } from "./request-fields.ts";
import { openRequest } from "./requests.ts";
import { REQUEST_SCRIPT, shownArticles, suggestionsFor } from "./suggestion-pages.ts";
import type { Texts } from "./texts.ts";
import { type PageContent, type Portal, redirect, type SignedIn, type Visit } from "./visit.ts";

export interface RequestDraft {
  subject?: string;
  text?: string;
  /** HTML above the form. */
  above?: string;
  /** HTML of more fields. */
  more?: string;
  isConfirmed?: boolean;
}

/** The form of a new request: for a contact, or with more fields for a visitor who has not signed in. */
export function newPage(visit: Visit, visitor: SignedIn | null, draft: RequestDraft): PageContent {
  const { texts, language } = visit;
  const { subject = "", text = "", above = "", more = "", isConfirmed = false } = draft;
  const suggestions = isConfirmed ? "" : ` data-suggestions="/portal/${language}/suggestions/"`;
  return {
    title: texts.newRequest,
    path: "requests/new/",
    current: "requests",
    // what was suggested above the form is not suggested beside it again
    ...(isConfirmed ? {} : { script: REQUEST_SCRIPT }),
    keeps: { sent: null },
    body: `<div class="wrap form"><h1>${texts.newRequest}</h1>${above}<form class="new" method="post" enctype="multipart/form-data" action="/portal/${language}/requests/new/" data-keep="${newRequestOf(visitor)}"${suggestions}><input type="hidden" name="confirmed" value="${isConfirmed ? "yes" : ""}">${more}<label for="subject">${texts.subject}</label><input id="subject" name="subject" value="${escapeHtml(subject)}" maxlength="${MAX_SUBJECT}" required><label for="text">${texts.whatHappened}</label><textarea id="text" name="text" maxlength="${MAX_REQUEST_TEXT}" required>\n${escapeHtml(text)}</textarea>${isConfirmed ? "" : emptySuggestions(texts)}${fileField(visit)}<div class="row"><button class="btn main">${isConfirmed ? texts.sendAnyway : texts.send}</button></div></form></div>`,
  };
}

const suggestionsHead = (texts: Texts) =>
  `<h2 id="suggested-title">${texts.mayHelp}</h2><p class="small">${texts.inNewTab}</p>`;

/** The place where the script shows articles. */
const emptySuggestions = (texts: Texts) =>
  `<p class="unseen" role="status" id="suggested-status"></p><aside class="suggested" id="suggested" aria-labelledby="suggested-title" data-status="${texts.articlesMayHelp}" hidden>${suggestionsHead(texts)}<ul></ul></aside>`;

export function suggestionsNote({ texts, language }: Visit, hits: readonly HitRow[]): string {
  const items = shownArticles(hits, language).map(
    ({ path, title, summary, lang }) =>
      `<li lang="${lang}"><a href="${path}" target="_blank" rel="noopener">${escapeHtml(title)}</a><span class="small">${escapeHtml(summary)}</span></li>`,
  );
  return `<div class="suggested" role="status">${suggestionsHead(texts)}<ul>${items.join("")}</ul></div>`;
}

/** Opens a ticket, after showing articles that may help. */
export async function create({ attempts }: Portal, visit: Visit, visitor: SignedIn): Promise<PageContent | null> {
  const { db, docket, texts, language, reader } = visit;
  const { fields, files, drop } = await formWithFiles(visit);
  try {
    const [subject, text] = [
      (fields.subject ?? "").slice(0, MAX_SUBJECT),
      (fields.text ?? "").slice(0, MAX_REQUEST_TEXT),
    ];
    if (!subject || !text)
      return newPage(visit, visitor, { subject, text, above: `<p class="error" role="alert">${texts.fillBoth}</p>` });
    // a browser drops the files of a form that is shown again, so a form with files is sent without showing articles
    // first
    const isFinal = fields.confirmed === "yes" || files.length > 0;
    const hits = isFinal ? [] : await suggestionsFor(db, reader, `${subject} ${text}`, language);
    if (hits.length > 0) {
      await recordOffer(
        db,
        reader,
        visitor,
        hits.map(({ id }) => id),
      );
      return newPage(visit, visitor, { subject, text, above: suggestionsNote(visit, hits), isConfirmed: true });
    }
    await attempts.take("portal_write", visitor.contact);
    const id = await openRequest(db, visitor, { subject, text, files }, docket.zone);
    return redirect(visit, `requests/${id}/?note=created`);
  } finally {
    await drop();
  }
}
