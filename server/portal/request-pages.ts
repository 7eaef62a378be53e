import type { FastifyInstance } from "fastify";
import { email } from "../../wire/fields.ts";
import { notFound } from "../../wire/problems.ts";
import type { PublicTicket } from "../../wire/public-ticket.ts";
import { parseUuid } from "../../wire/python-values.ts";
import type { Status } from "../../wire/ticket-words.ts";
import { type ContactRole, roleOnTicket } from "../access/contact-role.ts";
import { publicTicket } from "../access/public-ticket.ts";
import { publicTickets } from "../access/public-tickets.ts";
import { escapeHtml, messageHtml } from "../emails/html.ts";
import { withPictures } from "../knowledge/content.ts";
import { recordOffer } from "../knowledge/offers.ts";
import type { Hit } from "../knowledge/search.ts";
import { formWithFiles } from "./form-files.ts";
import { timeText } from "./layout.ts";
import { addColleague, openRequest, reopenRequest, replyToRequest, solveRequest } from "./requests.ts";
import { REQUEST_SCRIPT, shownArticles, suggestionsFor } from "./suggestion-pages.ts";
import { rateTicket, ratingOnTicket } from "./survey-pages.ts";
import { fill, type Texts } from "./texts.ts";
import {
  formOf,
  type PageContent,
  type Portal,
  redirect,
  type SignedIn,
  servePage,
  signedIn,
  type Visit,
} from "./visit.ts";

const MAX_SUBJECT = 200;
const MAX_TEXT = 20_000;

export function serveRequestPages(http: FastifyInstance, portal: Portal): void {
  servePage(http, portal, "requests/", { show: signedIn(list) });
  servePage(http, portal, "requests/new/", {
    show: signedIn(async (visit, visitor) => newPage(visit, visitor, {})),
    submit: signedIn(async (visit, visitor) => create(portal, visit, visitor)),
  });
  servePage(http, portal, "requests/:id/", { show: signedIn(show) });
  servePage(http, portal, "requests/:id/reply/", { submit: onTicket(portal, reply) });
  servePage(http, portal, "requests/:id/solved/", {
    submit: onTicket(
      portal,
      ownOnly(({ db }, visitor, { id }) => solveRequest(db, visitor, id)),
    ),
  });
  servePage(http, portal, "requests/:id/reopen/", {
    submit: onTicket(
      portal,
      ownOnly(({ db }, visitor, { id }) => reopenRequest(db, visitor, id)),
    ),
  });
  servePage(http, portal, "requests/:id/rating/", { submit: onTicket(portal, ownOnly(rateTicket)) });
  servePage(http, portal, "requests/:id/colleague/", { submit: onTicket(portal, ownOnly(addOne)) });
}

async function ticketOf({ db, params }: Visit, { contact }: SignedIn): Promise<PublicTicket> {
  const id = parseUuid(params.id ?? "");
  const ticket = id ? await publicTicket(db, id, contact) : null;
  if (!ticket) throw notFound();
  return ticket;
}

// biome-ignore lint/suspicious/noConfusingVoidType: most changes have nothing to say
type Change = (visit: Visit, visitor: SignedIn, ticket: PublicTicket) => Promise<string | void>;

/** A form that changes a ticket of the contact. It redirects to the ticket, with a message about the result. */
const onTicket = ({ attempts }: Portal, change: Change) =>
  signedIn(async (visit, visitor) => {
    const ticket = await ticketOf(visit, visitor);
    await attempts.take("portal_write", visitor.contact);
    const note = await change(visit, visitor, ticket);
    return redirect(visit, `requests/${ticket.id}/${note ? `?note=${note}` : ""}#end`);
  });

/** An action that only the ticket's own contact has; people in Cc can only reply. */
const ownOnly =
  (change: Change): Change =>
  async (visit, visitor, ticket) => {
    if ((await roleOnTicket(visit.db, ticket.id, visitor.contact)) !== "contact") throw notFound();
    return change(visit, visitor, ticket);
  };

const STATUS_CLASS: Partial<Record<Status, string>> = { pending: "yours", resolved: "done" };
const STATUS_TEXT: Record<Status, keyof Texts> = {
  new: "received",
  assigned: "onIt",
  in_progress: "onIt",
  pending: "yourTurn",
  resolved: "solved",
  closed: "closed",
};
const statusOf = ({ texts }: Visit, status: Status) =>
  `<span class="status ${STATUS_CLASS[status] ?? ""}">${texts[STATUS_TEXT[status]]}</span>`;

const ROLES: Record<ContactRole, keyof Texts> = {
  contact: "ownRequests",
  participant: "copiedRequests",
  company: "companyRequests",
};

async function list(visit: Visit, { contact }: SignedIn): Promise<PageContent> {
  const { db, texts, language, query } = visit;
  const role = Object.hasOwn(ROLES, query.show ?? "") ? (query.show as ContactRole) : null;
  const text = (query.q ?? "").trim().slice(0, MAX_SUBJECT);
  const tickets = await publicTickets(db, contact, { text, role });
  const isFiltered = role !== null || text !== "";
  const hasOthers = isFiltered || tickets.some((each) => each.role !== "contact");
  const items = tickets.map(
    ({ id, ticket_number, subject, status, last_message_at, contact_name, role }) =>
      `<li><div class="line"><a class="title" href="/portal/${language}/requests/${id}/">${escapeHtml(subject)}</a>${statusOf(visit, status)}</div><span class="small">${escapeHtml(ticket_number)}${role !== "contact" && contact_name ? ` · ${escapeHtml(contact_name)}` : ""} · ${timeText(visit, last_message_at)}</span></li>`,
  );
  const found = items.length > 0 ? `<ul class="list">${items.join("")}</ul>` : none(texts, isFiltered);
  return {
    title: texts.requests,
    path: "requests/",
    current: "requests",
    body: `<div class="wrap form"><div class="line head-line"><h1>${texts.requests}</h1><a class="btn main" href="/portal/${language}/requests/new/">${texts.newRequest}</a></div>${isFiltered || items.length > 0 ? searchIn(visit, text, role) : ""}${hasOthers ? rolesOf(visit, text, role) : ""}${found}</div>`,
  };
}

const none = (texts: Texts, isFiltered: boolean) =>
  `<p class="note"${isFiltered ? ' role="status"' : ""}>${isFiltered ? texts.noneFound : texts.noRequests}</p>`;

const searchIn = ({ texts, language }: Visit, text: string, role: ContactRole | null) =>
  `<form class="search" role="search" action="/portal/${language}/requests/">${role ? `<input type="hidden" name="show" value="${role}">` : ""}<input type="search" name="q" value="${escapeHtml(text)}" aria-label="${texts.searchRequests}" placeholder="${texts.searchRequests}" maxlength="${MAX_SUBJECT}"><button class="btn">${texts.search}</button></form>`;

/** Links to one role's tickets each. They are the same for everyone, so that they do not say what there is. */
function rolesOf({ texts, language }: Visit, text: string, role: ContactRole | null): string {
  const link = (each: ContactRole | null, name: string) => {
    const query = new URLSearchParams({ ...(each && { show: each }), ...(text && { q: text }) }).toString();
    const to = `/portal/${language}/requests/${query ? `?${escapeHtml(query)}` : ""}`;
    return `<a class="t" href="${to}"${each === role ? ' aria-current="page"' : ""}>${name}</a>`;
  };
  const links = Object.entries(ROLES).map(([each, name]) => link(each as ContactRole, texts[name]));
  return `<nav class="roles" aria-label="${texts.requests}">${link(null, texts.allRequests)}${links.join("")}</nav>`;
}

interface Draft {
  subject?: string;
  text?: string;
  /** HTML above the form. */
  above?: string;
  isConfirmed?: boolean;
}

// another customer in the same tab does not see it
const newRequestOf = ({ contact }: SignedIn) => `${contact} new`;
const replyOf = ({ contact }: SignedIn, { id }: PublicTicket) => `${contact} ${id}`;

function newPage(visit: Visit, visitor: SignedIn, draft: Draft): PageContent {
  const { texts, language } = visit;
  const { subject = "", text = "", above = "", isConfirmed = false } = draft;
  const suggestions = isConfirmed ? "" : ` data-suggestions="/portal/${language}/suggestions/"`;
  return {
    title: texts.newRequest,
    path: "requests/new/",
    current: "requests",
    // what was suggested above the form is not suggested beside it again
    ...(isConfirmed ? {} : { script: REQUEST_SCRIPT }),
    keeps: { sent: null },
    body: `<div class="wrap form"><h1>${texts.newRequest}</h1>${above}<form class="new" method="post" enctype="multipart/form-data" action="/portal/${language}/requests/new/" data-keep="${newRequestOf(visitor)}"${suggestions}><input type="hidden" name="confirmed" value="${isConfirmed ? "yes" : ""}"><label for="subject">${texts.subject}</label><input id="subject" name="subject" value="${escapeHtml(subject)}" maxlength="${MAX_SUBJECT}" required><label for="text">${texts.whatHappened}</label><textarea id="text" name="text" maxlength="${MAX_TEXT}" required>\n${escapeHtml(text)}</textarea>${isConfirmed ? "" : emptySuggestions(texts)}${fileField(texts)}<div class="row"><button class="btn main">${isConfirmed ? texts.sendAnyway : texts.send}</button></div></form></div>`,
  };
}

const suggestionsHead = (texts: Texts) =>
  `<h2 id="suggested-title">${texts.mayHelp}</h2><p class="small">${texts.inNewTab}</p>`;

/** The place where the script shows articles. */
const emptySuggestions = (texts: Texts) =>
  `<p class="unseen" role="status" id="suggested-status"></p><aside class="suggested" id="suggested" aria-labelledby="suggested-title" data-status="${texts.articlesMayHelp}" hidden>${suggestionsHead(texts)}<ul></ul></aside>`;

function suggestionsNote({ texts, language }: Visit, hits: readonly Hit[]): string {
  const items = shownArticles(hits, language).map(
    ({ path, title, summary, lang }) =>
      `<li lang="${lang}"><a href="${path}" target="_blank" rel="noopener">${escapeHtml(title)}</a><span class="small">${escapeHtml(summary)}</span></li>`,
  );
  return `<div class="suggested" role="status">${suggestionsHead(texts)}<ul>${items.join("")}</ul></div>`;
}

const fileField = (texts: Texts) =>
  `<label for="file">${texts.files}</label><input id="file" type="file" name="file" multiple>`;

async function create({ attempts }: Portal, visit: Visit, visitor: SignedIn): Promise<PageContent | null> {
  const { db, docket, texts, language, reader } = visit;
  const { fields, files, drop } = await formWithFiles(visit);
  try {
    const [subject, text] = [(fields.subject ?? "").slice(0, MAX_SUBJECT), (fields.text ?? "").slice(0, MAX_TEXT)];
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

const NOTES = {
  created: "created",
  sent: "replySent",
  accepted: "colleagueAdded",
  proposed: "colleagueProposed",
  refused: "colleagueRefused",
  rated: "rateThanks",
  unrated: "rateChoose",
} as const;

async function show(visit: Visit, visitor: SignedIn): Promise<PageContent> {
  const { texts, language, query } = visit;
  const ticket = await ticketOf(visit, visitor);
  const role = await roleOnTicket(visit.db, ticket.id, visitor.contact);
  const at = `/portal/${language}/requests/${ticket.id}`;
  const note = Object.hasOwn(NOTES, query.note ?? "") ? texts[NOTES[query.note as keyof typeof NOTES]] : null;
  const isOwn = role === "contact";
  const arrived: Record<string, string> = { created: newRequestOf(visitor), sent: replyOf(visitor, ticket) };
  const of = isOwn || !ticket.contact_name ? "" : fill(texts.requestOf, { name: escapeHtml(ticket.contact_name) });
  const joins = role === "company" ? `<p class="small">${texts.replyJoins}</p>` : "";
  return {
    title: ticket.subject,
    path: `requests/${ticket.id}/`,
    current: "requests",
    keeps: { sent: (note && arrived[query.note!]) || null },
    body: `<div class="wrap ticket"><div><p class="small"><a href="/portal/${language}/requests/">${texts.requests}</a> / ${escapeHtml(ticket.ticket_number)}</p>
<h1>${escapeHtml(ticket.subject)}</h1><p>${statusOf(visit, ticket.status)}${of ? ` <span class="small">${of}</span>` : ""}</p>${note ? `<p class="note" role="status">${note}</p>` : ""}
${ticket.has_earlier ? `<p class="note">${texts.onlyLatest}</p>` : ""}${ticket.messages.map((message) => messageOf(visit, message)).join("\n")}
<form id="end" method="post" enctype="multipart/form-data" action="${at}/reply/" data-keep="${replyOf(visitor, ticket)}"><label for="text">${texts.reply}</label><textarea id="text" name="text" maxlength="${MAX_TEXT}" required></textarea>${fileField(texts)}${joins}<div class="row"><button class="btn main">${texts.send}</button>${isOwn ? endOf(texts, ticket) : ""}</div></form>${isOwn ? endForm(ticket, at) : ""}</div>
<div class="side">${isOwn ? (await ratingOnTicket(visit, visitor, ticket, `${at}/rating/`)) + colleagueForm(visit, at) : ""}</div></div>`,
  };
}

const isDone = ({ status }: PublicTicket) => status === "resolved" || status === "closed";

// its form is another one than that of the reply beside which it stands
const endOf = (texts: Texts, ticket: PublicTicket) =>
  `<button class="btn" form="finish">${isDone(ticket) ? texts.reopen : texts.markSolved}</button>`;
const endForm = (ticket: PublicTicket, at: string) =>
  `<form id="finish" method="post" action="${at}/${isDone(ticket) ? "reopen" : "solved"}/"></form>`;

const colleagueForm = ({ texts, sendsEmail }: Visit, at: string) =>
  `<form class="card" method="post" action="${at}/colleague/"><label for="address">${texts.addColleague}</label><input id="address" name="address" type="email" maxlength="254" required><div class="row"><button class="btn">${texts.add}</button></div>${sendsEmail ? `<p class="small">${texts.byEmailToo}</p>` : ""}</form>`;

function messageOf(visit: Visit, message: PublicTicket["messages"][number]): string {
  const { texts, desk } = visit;
  const isMine = message.is_from_contact;
  const name = isMine ? (message.author_name ?? texts.you) : (message.author_name ?? (desk.name || texts.help));
  const html = withPictures(messageHtml(message.text), (id) => `/portal/request-files/${id}/`);
  const files = message.files
    .filter(({ is_inline }) => !is_inline)
    .map(({ id, name }) => `<li><a href="/portal/request-files/${id}/">${escapeHtml(name)}</a></li>`);
  return `<section class="message ${isMine ? "mine" : "theirs"}"><div class="by"><b>${escapeHtml(name)}</b><time class="small" datetime="${message.created_at}">${timeText(visit, message.created_at)}</time></div><div class="text">${html}</div>${files.length > 0 ? `<ul class="small">${files.join("")}</ul>` : ""}</section>`;
}

async function reply(visit: Visit, visitor: SignedIn, { id }: PublicTicket): Promise<"sent" | undefined> {
  const role = await roleOnTicket(visit.db, id, visitor.contact);
  const { fields, files, drop } = await formWithFiles(visit);
  try {
    const text = (fields.text ?? "").slice(0, MAX_TEXT);
    if (!text) return;
    await replyToRequest(visit.db, visitor, id, { text, files, role });
    return "sent";
  } finally {
    await drop();
  }
}

async function addOne(visit: Visit, visitor: SignedIn, { id }: PublicTicket): Promise<string> {
  const { address = "" } = await formOf(visit);
  if ("error" in email().read(address, { zone: "UTC" })) return "refused";
  return addColleague(visit.db, visitor, id, address);
}
