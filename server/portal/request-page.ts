import type { PublicTicket } from "../../wire/public-ticket.ts";
import { roleOnTicket } from "../access/contact-role.ts";
import { escapeHtml, inlineFileIds, messageHtml } from "../emails/html.ts";
import { withPictures } from "../knowledge/content.ts";
import { timeText, withScrolling } from "./layout.ts";
import { fileField, MAX_REQUEST_TEXT, newRequestOf, replyOf } from "./request-fields.ts";
import { NEWEST_ORDER, statusOf } from "./request-status.ts";
import { countCopies } from "./requests.ts";
import { ratingOnTicket } from "./survey-pages.ts";
import { fillPlaceholders, type Texts } from "./texts.ts";
import type { PageContent, SignedIn, Visit } from "./visit.ts";

const NOTES = {
  created: "created",
  sent: "replySent",
  solved: "nowSolved",
  reopened: "nowReopened",
  accepted: "colleagueAdded",
  proposed: "colleagueProposed",
  refused: "colleagueRefused",
  rated: "rateThanks",
  unrated: "rateChoose",
} as const;

/** Where on the page a message about a form's result appears: at that form, otherwise at the latest message. */
export const PLACES: Readonly<Record<string, string>> = {
  accepted: "copies",
  proposed: "copies",
  refused: "copies",
  rated: "rating",
  unrated: "rating",
};

/** The page of a ticket: its messages, and what the contact can do. */
export async function requestPage(visit: Visit, visitor: SignedIn, ticket: PublicTicket): Promise<PageContent> {
  const { texts, language, query } = visit;
  const role = await roleOnTicket(visit.db, ticket.id, visitor.contact);
  const at = `/portal/${language}/requests/${ticket.id}`;
  const note = Object.hasOwn(NOTES, query.note ?? "") ? texts[NOTES[query.note as keyof typeof NOTES]] : null;
  const noteAt = (place: string) =>
    note && (PLACES[query.note!] ?? NEWEST_ORDER) === place
      ? `<p class="note" role="status">${fillPlaceholders(note, { address: escapeHtml(visitor.address) })}</p>`
      : "";
  const isOwn = role === "contact";
  const replyKey = replyOf(visitor, ticket);
  const arrivals: Record<string, string> = {
    created: newRequestOf(visitor),
    ...{ sent: replyKey, solved: replyKey, reopened: replyKey },
  };
  const of =
    isOwn || !ticket.contact_name ? "" : fillPlaceholders(texts.requestOf, { name: escapeHtml(ticket.contact_name) });
  const joins = role === "company" ? `<p class="small">${texts.replyJoins}</p>` : "";
  return {
    title: ticket.subject,
    path: `requests/${ticket.id}/`,
    current: "requests",
    keeps: { sent: (note && arrivals[query.note!]) || null },
    body: `<div class="wrap ticket"><div><p class="small"><a href="/portal/${language}/requests/">${texts.requests}</a> / ${escapeHtml(ticket.ticket_number)}</p>
<h1>${escapeHtml(ticket.subject)}</h1><p>${statusOf(visit, ticket.status, !(ticket.messages.at(-1)?.is_from_contact ?? true))}${of ? ` <span class="small">${of}</span>` : ""}</p>
${ticket.has_earlier ? `<p class="note">${texts.onlyLatest}</p>` : ""}${ticket.messages.map((message, at) => messageOf(visit, message, at === ticket.messages.length - 1)).join("\n")}
${noteAt(NEWEST_ORDER)}<form class="answer" method="post" enctype="multipart/form-data" action="${at}/reply/" data-keep="${replyOf(visitor, ticket)}"><label for="text">${texts.reply}</label><textarea id="text" name="text" maxlength="${MAX_REQUEST_TEXT}" placeholder=" " required></textarea>${isDone(ticket) ? `<p class="small">${texts.replyReopens}</p>` : ""}${fileField(visit)}${joins}<div class="row"><button class="btn main">${texts.send}</button>${isOwn ? endOf(texts, ticket, at) : ""}</div></form></div>
<div class="side">${isOwn ? `<div id="rating">${noteAt("rating")}${await ratingOnTicket(visit, visitor, ticket, `${at}/rating/`)}</div><div id="copies">${noteAt("copies")}${await colleagueForm(visit, ticket, at)}</div>` : ""}</div></div>`,
  };
}

const isDone = ({ status }: PublicTicket) => status === "resolved" || status === "closed";

/** A button that solves or reopens the ticket, and sends what is written in the form. Its words say so (style.css). */
function endOf(texts: Texts, ticket: PublicTicket, at: string): string {
  const [action, bare, withText] = isDone(ticket)
    ? ["reopen", texts.reopen, texts.sendAndReopen]
    : ["solved", texts.markSolved, texts.sendAndSolve];
  return `<button class="btn" formaction="${at}/${action}/" formnovalidate><span class="bare">${bare}</span><span class="with-text">${withText}</span></button>`;
}

async function colleagueForm({ db, texts, sendsEmail }: Visit, { id }: PublicTicket, at: string): Promise<string> {
  const { copied, waiting } = await countCopies(db, id);
  const counts = [
    copied > 0 && fillPlaceholders(texts.copied, { n: String(copied) }),
    waiting > 0 && fillPlaceholders(texts.waiting, { n: String(waiting) }),
  ];
  const lines = counts.filter((line) => line !== false).map((line) => `<p class="small">${line}</p>`);
  return `<form class="card" method="post" action="${at}/colleague/"><label for="address">${texts.addColleague}</label><input id="address" name="address" type="email" maxlength="254" required><div class="row"><button class="btn">${texts.add}</button></div>${lines.join("")}${sendsEmail ? `<p class="small">${texts.byEmailToo}</p>` : ""}</form>`;
}

const PICTURE = /\.(?:png|jpe?g|gif|webp)$/i;
const MAX_SHOWN_BYTES = 10_000_000;

/** A file as a link that opens beside the page; a picture shows. */
function fileOf({ id, name, size }: PublicTicket["messages"][number]["files"][number]): string {
  const picture =
    PICTURE.test(name) && size <= MAX_SHOWN_BYTES
      ? `<img src="/portal/request-files/${id}/" alt="" loading="lazy">`
      : "";
  return `<li><a href="/portal/request-files/${id}/" target="_blank" rel="noopener">${picture}${escapeHtml(name)}</a></li>`;
}

function messageOf(visit: Visit, message: PublicTicket["messages"][number], isNewest: boolean): string {
  const { texts, desk } = visit;
  const isMine = message.is_from_contact;
  const name = isMine ? (message.author_name ?? texts.you) : (message.author_name ?? (desk.name || texts.help));
  const html = withScrolling(withPictures(messageHtml(message.text), (id) => `/portal/request-files/${id}/`));
  const inText = inlineFileIds(message.text);
  const files = message.files.filter(({ id, is_inline }) => !is_inline && !inText.includes(id)).map(fileOf);
  return `<section${isNewest ? ` id="${NEWEST_ORDER}"` : ""} class="message ${isMine ? "mine" : "theirs"}"><div class="by"><b>${escapeHtml(name)}</b><time class="small" datetime="${message.created_at}">${timeText(visit, message.created_at)}</time></div><div class="text">${html}</div>${files.length > 0 ? `<ul class="small">${files.join("")}</ul>` : ""}</section>`;
}
