import type { ContactRole } from "../access/contact-role.ts";
import { publicTickets } from "../access/customer-tickets.ts";
import { escapeHtml } from "../emails/html.ts";
import { timeText } from "./layout.ts";
import { MAX_SUBJECT } from "./request-fields.ts";
import { NEWEST_ORDER, statusOf } from "./request-status.ts";
import type { Texts } from "./texts.ts";
import type { PageContent, SignedIn, Visit } from "./visit.ts";

const ROLES: Record<ContactRole, keyof Texts> = {
  contact: "ownRequests",
  participant: "copiedRequests",
  company: "companyRequests",
};

/** The tickets of a contact, with a search. */
export async function listRequests(visit: Visit, { contact }: SignedIn): Promise<PageContent> {
  const { db, texts, language, query } = visit;
  const role = Object.hasOwn(ROLES, query.show ?? "") ? (query.show as ContactRole) : null;
  const text = (query.q ?? "").trim().slice(0, MAX_SUBJECT);
  const tickets = await publicTickets(db, contact, { text, role });
  const isFiltered = role !== null || text !== "";
  const hasOthers = isFiltered || tickets.some((each) => each.role !== "contact");
  const items = tickets.map(
    ({ id, ticket_number, subject, status, last_message_at, is_last_ours, contact_name, role }) =>
      `<li><div class="line"><a class="title" href="/portal/${language}/requests/${id}/#${NEWEST_ORDER}">${escapeHtml(subject)}</a>${statusOf(visit, status, is_last_ours)}</div><span class="small">${escapeHtml(ticket_number)}${role !== "contact" && contact_name ? ` · ${escapeHtml(contact_name)}` : ""} · ${timeText(visit, last_message_at)}</span></li>`,
  );
  const results = items.length > 0 ? `<ul class="list">${items.join("")}</ul>` : none(texts, isFiltered);
  return {
    title: texts.requests,
    path: "requests/",
    current: "requests",
    body: `<div class="wrap form"><div class="line head-line"><h1>${texts.requests}</h1><a class="btn main" href="/portal/${language}/requests/new/">${texts.newRequest}</a></div>${isFiltered || items.length > 0 ? searchIn(visit, text, role) : ""}${hasOthers ? rolesOf(visit, text, role) : ""}${results}</div>`,
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
