import { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import { receivesSurveys, setReceivesSurveys } from "../contacts/portal-access.ts";
import { endPortalSessions, MAX_PASSWORD, passwordState, setPortalPassword } from "../contacts/portal-passwords.ts";
import { escapeHtml } from "../emails/html.ts";
import { signOutForm } from "./layout.ts";
import { ownData, profileOf } from "./own-data.ts";
import { clearSession, sessionToken } from "./session.ts";
import type { Texts } from "./texts.ts";
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

export function serveAccountPages(http: FastifyInstance, portal: Portal): void {
  servePage(http, portal, "account/", { show: signedIn(account) });
  servePage(http, portal, "account/data.json", {
    show: signedIn(async (visit, visitor) => {
      await portal.attempts.take("portal_export", visitor.contact);
      return download(visit, visitor);
    }),
  });
  servePage(http, portal, "account/surveys/", { submit: signedIn(chooseSurveys) });
  servePage(http, portal, "account/password/", {
    submit: signedIn(async (visit, visitor) => {
      // counted before the server knows whether the current password is right
      await portal.attempts.take("portal_password", visitor.contact);
      return setPassword(visit, visitor);
    }),
  });
  servePage(http, portal, "account/sign-out/", { submit: signedIn(signOutEverywhere) });
}

const NOTES = { saved: "saved", password: "passwordSet" } as const;
const FAULTS = { wrong: "passwordWrong", weak: "passwordWeak", long: "passwordLong" } as const;

async function account(visit: Visit, visitor: SignedIn): Promise<PageContent> {
  const { db, texts, language, query } = visit;
  const { name, company } = await profileOf(db, visitor.contact);
  const facts = [
    [texts.name, name],
    [texts.emailAddress, visitor.address],
    [texts.company, company],
  ].filter(([, value]) => value);
  const rows = facts.map(([term, value]) => `<dt>${term}</dt><dd>${escapeHtml(String(value))}</dd>`);
  const at = `/portal/${language}/account`;
  return {
    title: texts.account,
    path: "account/",
    current: "account",
    body: `<div class="wrap form"><h1>${texts.account}</h1>${messageOf(texts, query)}<dl class="facts card">${rows.join("")}</dl>
${surveysPart(texts, at, await receivesSurveys(db, visitor.contact))}
${await passwordPart(visit, visitor, at)}
<section class="card"><h2>${texts.yourData}</h2><p>${texts.yourDataText}</p><p><a class="btn" href="${at}/data.json" download>${texts.download}</a></p></section>
<section class="card"><h2>${texts.signOut}</h2><div class="row">${signOutForm(visit, "btn")}<form method="post" action="${at}/sign-out/"><button class="btn">${texts.signOutEverywhere}</button></form></div></section></div>`,
  };
}

/** The message about a form's result, named by a word in the page's address. */
function messageOf(texts: Texts, { note = "", fault = "" }: Record<string, string>): string {
  if (Object.hasOwn(FAULTS, fault))
    return `<p class="error" role="alert">${texts[FAULTS[fault as keyof typeof FAULTS]]}</p>`;
  if (Object.hasOwn(NOTES, note))
    return `<p class="note" role="status">${texts[NOTES[note as keyof typeof NOTES]]}</p>`;
  return "";
}

const surveysPart = (texts: Texts, at: string, receives: boolean) =>
  `<section class="card"><h2>${texts.surveys}</h2><p>${receives ? texts.surveysOn : texts.surveysOff}</p><form method="post" action="${at}/surveys/"><input type="hidden" name="receives" value="${receives ? "no" : "yes"}"><button class="btn">${receives ? texts.surveysStop : texts.surveysStart}</button></form></section>`;

async function passwordPart({ db, docket, request, texts }: Visit, { contact, address }: SignedIn, at: string) {
  const { has_password, needs_current } = await passwordState(db, contact, sessionToken(request, docket) ?? "");
  const current = needs_current
    ? `<label for="current">${texts.currentPassword}</label><input id="current" name="current" type="password" autocomplete="current-password" maxlength="${MAX_PASSWORD}" required>`
    : "";
  return `<section class="card"><h2>${texts.password}</h2><p>${has_password ? texts.passwordHave : texts.passwordNone}</p><form method="post" action="${at}/password/"><input type="hidden" autocomplete="username" value="${escapeHtml(address)}">${current}<label for="password">${texts.newPassword}</label><input id="password" name="password" type="password" autocomplete="new-password" minlength="10" maxlength="${MAX_PASSWORD}" aria-describedby="rule" required><p class="small" id="rule">${texts.passwordRule}</p><div class="row"><button class="btn">${has_password ? texts.changePassword : texts.setPassword}</button></div></form></section>`;
}

async function chooseSurveys(visit: Visit, { contact }: SignedIn): Promise<null> {
  const { receives } = await formOf(visit);
  await setReceivesSurveys(visit.db, contact, receives === "yes");
  return redirect(visit, "account/?note=saved");
}

async function setPassword(visit: Visit, { contact }: SignedIn): Promise<null> {
  const { db, docket, request } = visit;
  const { current = "", password = "" } = await formOf(visit);
  const fault = await setPortalPassword(db, contact, sessionToken(request, docket) ?? "", { current, password });
  return redirect(visit, `account/?${fault ? `fault=${fault}` : "note=password"}`);
}

async function signOutEverywhere(visit: Visit, { contact }: SignedIn): Promise<null> {
  await endPortalSessions(visit.db, contact);
  clearSession(visit);
  return redirect(visit, "");
}

/** Streams the document while it is read, without holding it in memory. */
function download({ db, reply }: Visit, visitor: SignedIn): null {
  reply.headers({
    "content-type": "application/json; charset=utf-8",
    "content-disposition": 'attachment; filename="your-data.json"',
    "cache-control": "no-store",
  });
  void reply.send(Readable.from(ownData(db, visitor)));
  return null;
}
