import type { FastifyInstance } from "fastify";
import { email } from "../../wire/fields.ts";
import { endPortalSession, requestPortalLink, signInByLink } from "../contacts/portal-links.ts";
import { MAX_PASSWORD, signInByPassword } from "../contacts/portal-passwords.ts";
import { escapeHtml } from "../emails/html.ts";
import { networkOf } from "../platform/addresses.ts";
import { clearSession, sessionToken, setSession } from "./session.ts";
import { formOf, type PageContent, type Portal, redirect, servePage, type Visit } from "./visit.ts";

export function serveSignInPages(http: FastifyInstance, portal: Portal): void {
  servePage(http, portal, "sign-in/", {
    show: async (visit) => (visit.visitor ? redirect(visit, "requests/") : linkPage(visit)),
    submit: (visit) => askForLink(portal, visit),
  });
  servePage(http, portal, "sign-in/password/", {
    show: async (visit) => (visit.visitor ? redirect(visit, "requests/") : passwordPage(visit)),
    submit: (visit) => enterPassword(portal, visit),
  });
  servePage(http, portal, "sign-in/:token/", { show: async (visit) => confirmPage(visit), submit: signIn });
  servePage(http, portal, "sign-out/", { submit: signOut });
}

const form = ({ language, texts }: Visit, more = "") =>
  `<form method="post" action="/portal/${language}/sign-in/"><p>${texts.signInText}</p>${more}<label for="address">${texts.emailAddress}</label><input id="address" name="address" type="email" autocomplete="email" maxlength="254" required><div class="row"><button class="btn main">${texts.sendLink}</button></div></form>`;

const framed = (title: string, body: string): PageContent => ({
  title,
  body: `<div class="wrap form narrow"><h1>${title}</h1>${body}</div>`,
  path: null,
  isPrivate: true,
});

/** Where a customer asks for a link. A desk that cannot send one says so, in the same words to everyone. */
function linkPage(visit: Visit, above = ""): PageContent {
  const { texts, language, sendsEmail } = visit;
  if (!sendsEmail) return { ...passwordPage(visit, above), path: "sign-in/" };
  const byPassword = `<p class="small"><a href="/portal/${language}/sign-in/password/">${texts.byPassword}</a></p>`;
  return { ...framed(texts.signIn, `${form(visit, above)}${byPassword}`), path: "sign-in/" };
}

const passwordPage = ({ texts, language, sendsEmail }: Visit, above = "", address = ""): PageContent => ({
  ...framed(
    texts.signIn,
    `${sendsEmail ? "" : `<p class="note">${texts.noLinks}</p>`}<form method="post" action="/portal/${language}/sign-in/password/">${above}<label for="address">${texts.emailAddress}</label><input id="address" name="address" type="email" autocomplete="username" maxlength="254" value="${escapeHtml(address)}" required><label for="password">${texts.password}</label><input id="password" name="password" type="password" autocomplete="current-password" maxlength="${MAX_PASSWORD}" required><div class="row"><button class="btn main">${texts.signIn}</button></div></form>${sendsEmail ? `<p class="small"><a href="/portal/${language}/sign-in/">${texts.forgotten}</a></p>` : ""}`,
  ),
  path: "sign-in/password/",
});

/** Signs in with a password. Each try counts before it is made, outside of any transaction; a right one is taken back. */
async function enterPassword({ attempts }: Portal, visit: Visit): Promise<PageContent | null> {
  const { db, texts, request } = visit;
  const { address = "", password = "" } = await formOf(visit);
  const takeNetworkBack = await attempts.take("portal_password_network", networkOf(request.ip));
  const takeBack = await attempts.take("portal_password", address.normalize("NFKC").toLowerCase().slice(0, 254));
  const token = await signInByPassword(db, address.slice(0, 254), password);
  if (!token) {
    const above = `<p class="error" role="alert">${texts.passwordNoMatch}</p>`;
    return { ...passwordPage(visit, above, address), status: 400 };
  }
  await Promise.all([takeBack(), takeNetworkBack()]);
  setSession(visit, token);
  return redirect(visit, "requests/");
}

/** Stores a request for a link. It is handled later, so that the response reveals nothing about addresses. */
async function askForLink({ attempts }: Portal, visit: Visit): Promise<PageContent> {
  const { db, texts, language, request } = visit;
  const { address = "" } = await formOf(visit);
  const read = email().read(address, { zone: "UTC" });
  if ("error" in read) return linkPage(visit, `<p class="error" role="alert">${texts.badAddress}</p>`);
  await attempts.take("link_network", networkOf(request.ip));
  await attempts.take("link", address.toLowerCase());
  await requestPortalLink(db, address, language);
  return visit.sendsEmail ? framed(texts.checkEmail, `<p>${texts.checkEmailText}</p>`) : linkPage(visit);
}

// Programs that scan emails, and browsers that prefetch, open links; only a person presses the button. The page does
// not say whether the link still works.
const confirmPage = (visit: Visit): PageContent =>
  framed(
    visit.texts.signIn,
    `<form method="post"><p>${visit.texts.confirmSignIn}</p><div class="row"><button class="btn main">${visit.texts.signIn}</button></div></form>`,
  );

async function signIn(visit: Visit): Promise<PageContent | null> {
  const { db, texts, params } = visit;
  const token = await signInByLink(db, params.token ?? "");
  if (!token)
    return { ...linkPage(visit, `<p class="error" role="alert">${texts.linkOver}</p>`), path: null, status: 400 };
  setSession(visit, token);
  return redirect(visit, "requests/");
}

async function signOut(visit: Visit): Promise<null> {
  const token = sessionToken(visit.request, visit.docket);
  if (token) await endPortalSession(visit.db, token);
  clearSession(visit);
  return redirect(visit, "");
}
