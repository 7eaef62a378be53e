import type { FastifyInstance } from "fastify";
import { email } from "../../wire/fields.ts";
import { endPortalSession, requestPortalLink, signInByLink } from "../contacts/portal-links.ts";
import { MAX_PASSWORD, signInByPassword } from "../contacts/portal-passwords.ts";
import { escapeHtml } from "../emails/html.ts";
import { networkOf } from "../platform/addresses.ts";
import { contactFormSettings } from "./contact-form.ts";
import { clearSession, sessionToken, setSession } from "./session.ts";
import { fillPlaceholders } from "./texts.ts";
import { formOf, nextPage, type PageContent, type Portal, redirect, servePage, type Visit } from "./visit.ts";

export function serveSignInPages(http: FastifyInstance, portal: Portal): void {
  servePage(http, portal, "sign-in/", {
    show: async (visit) =>
      visit.visitor ? redirect(visit, nextPage(visit.query.next) || "requests/") : linkPage(visit),
    submit: (visit) => askForLink(portal, visit),
  });
  servePage(http, portal, "sign-in/password/", {
    show: async (visit) =>
      visit.visitor ? redirect(visit, nextPage(visit.query.next) || "requests/") : passwordPage(visit),
    submit: (visit) => enterPassword(portal, visit),
  });
  servePage(http, portal, "sign-in/:token/", { show: async (visit) => confirmPage(visit), submit: signIn });
  servePage(http, portal, "sign-out/", { submit: signOut });
}

/** The page that a customer wanted to see, as it goes from form to form. */
const nextField = (next: string) => (next ? `<input type="hidden" name="next" value="${next}">` : "");

const form = ({ language, texts, query }: Visit, more = "") =>
  `<form method="post" action="/portal/${language}/sign-in/">${nextField(nextPage(query.next))}<p>${texts.signInText}</p>${more}<label for="address">${texts.emailAddress}</label><input id="address" name="address" type="email" autocomplete="email" maxlength="254" required><div class="row"><button class="btn main">${texts.sendLink}</button></div></form>`;

const frame = (title: string, body: string): PageContent => ({
  title,
  body: `<div class="wrap form narrow"><h1>${title}</h1>${body}</div>`,
  path: null,
  isPrivate: true,
});

const toNext = (next: string) => next && `?next=${next}`;

/** Where a customer asks for a link. A desk that cannot send one says so, in the same words to everyone. */
function linkPage(visit: Visit, above = ""): PageContent {
  const { texts, language, sendsEmail, query } = visit;
  if (!sendsEmail) return { ...passwordPage(visit, above), path: "sign-in/" };
  const byPassword = `<p class="small"><a href="/portal/${language}/sign-in/password/${toNext(nextPage(query.next))}">${texts.byPassword}</a></p>`;
  return { ...frame(texts.signIn, `${form(visit, above)}${byPassword}`), path: "sign-in/" };
}

const passwordPage = (
  { texts, language, sendsEmail, query }: Visit,
  above = "",
  address = "",
  next = nextPage(query.next),
): PageContent => ({
  ...frame(
    texts.signIn,
    `${sendsEmail ? "" : `<p class="note">${texts.noLinks}</p>`}<form method="post" action="/portal/${language}/sign-in/password/">${nextField(next)}${above}<label for="address">${texts.emailAddress}</label><input id="address" name="address" type="email" autocomplete="username" maxlength="254" value="${escapeHtml(address)}" required><label for="password">${texts.password}</label><input id="password" name="password" type="password" autocomplete="current-password" maxlength="${MAX_PASSWORD}" required><div class="row"><button class="btn main">${texts.signIn}</button></div></form>${sendsEmail ? `<p class="small"><a href="/portal/${language}/sign-in/${toNext(next)}">${texts.forgotten}</a></p>` : ""}`,
  ),
  path: "sign-in/password/",
});

/** Signs in with a password. Each try counts before it is made, outside of any transaction; a right one is taken back. */
async function enterPassword({ attempts }: Portal, visit: Visit): Promise<PageContent | null> {
  const { db, texts, request } = visit;
  const { address = "", password = "", ...more } = await formOf(visit);
  const next = nextPage(more.next);
  const takeNetworkBack = await attempts.take("portal_password_network", networkOf(request.ip));
  const takeBack = await attempts.take("portal_password", address.normalize("NFKC").toLowerCase().slice(0, 254));
  const token = await signInByPassword(db, address.slice(0, 254), password);
  if (!token) {
    const above = `<p class="error" role="alert">${texts.passwordNoMatch}</p>`;
    return { ...passwordPage(visit, above, address, next), status: 400 };
  }
  await Promise.all([takeBack(), takeNetworkBack()]);
  setSession(visit, token);
  return redirect(visit, next || "requests/");
}

/** Stores a request for a link. It is handled later, so that the response reveals nothing about addresses. */
async function askForLink({ attempts }: Portal, visit: Visit): Promise<PageContent> {
  const { db, texts, language, request } = visit;
  const { address = "", ...more } = await formOf(visit);
  const next = nextPage(more.next);
  const read = email().read(address, { zone: "UTC" });
  if ("error" in read) return linkPage(visit, `<p class="error" role="alert">${texts.badAddress}</p>`);
  await attempts.take("link_network", networkOf(request.ip));
  await attempts.take("link", address.toLowerCase());
  await requestPortalLink(db, address, language, next);
  return visit.sendsEmail ? askedPage(visit, address, next) : linkPage(visit);
}

/** The same for every address. */
async function askedPage({ db, texts, language }: Visit, address: string, next: string): Promise<PageContent> {
  const orAsk = (await contactFormSettings(db)).on_help_center
    ? `<p class="small"><a href="/portal/${language}/requests/new/">${texts.orAsk}</a></p>`
    : "";
  const again = `<form method="post" action="/portal/${language}/sign-in/">${nextField(next)}<input type="hidden" name="address" value="${escapeHtml(address)}"><div class="row"><button class="btn">${texts.sendAgain}</button></div></form>`;
  const text = fillPlaceholders(texts.checkEmailAt, { address: `<b>${escapeHtml(address)}</b>` });
  return frame(texts.checkEmail, `<p role="status">${text}</p><p class="small">${texts.noEmail}</p>${again}${orAsk}`);
}

// Programs that scan emails, and browsers that prefetch, open links; only a person presses the button. The page does
// not say whether the link still works.
const confirmPage = (visit: Visit): PageContent =>
  frame(
    visit.texts.signIn,
    `<form method="post"><p>${visit.texts.confirmSignIn}</p><div class="row"><button class="btn main">${visit.texts.signIn}</button></div></form>`,
  );

async function signIn(visit: Visit): Promise<PageContent | null> {
  const { db, texts, params } = visit;
  const session = await signInByLink(db, params.token ?? "");
  if (!session)
    return { ...linkPage(visit, `<p class="error" role="alert">${texts.linkOver}</p>`), path: null, status: 400 };
  setSession(visit, session.token);
  return redirect(visit, nextPage(session.next) || "requests/");
}

async function signOut(visit: Visit): Promise<null> {
  const token = sessionToken(visit.request, visit.docket);
  if (token) await endPortalSession(visit.db, token);
  clearSession(visit);
  return redirect(visit, "");
}
