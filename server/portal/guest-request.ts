import { Problem } from "../../wire/problems.ts";
import { escapeHtml } from "../emails/html.ts";
import { recordOffer } from "../knowledge/offers.ts";
import { networkOf } from "../platform/addresses.ts";
import { hashToken } from "../platform/link-tokens.ts";
import { contactFormSettings, formToken } from "./contact-form.ts";
import { acceptFormMessage, MAX_FORM } from "./contact-form-pages.ts";
import { formWithFiles } from "./form-files.ts";
import { newPage, suggestionsNote } from "./new-request-page.ts";
import { suggestionsFor } from "./suggestion-pages.ts";
import { type PageContent, type Portal, redirect, type Visit } from "./visit.ts";

const KEY = "guest new";

/**
 * The form for people who have not signed in. Nothing proves their address, so their ticket says so, and whoever proves
 * it later by signing in can follow the ticket. Robots are kept out as from the form on other sites.
 */
export async function guestPage(visit: Visit): Promise<PageContent | null> {
  const { db, texts, language, query } = visit;
  if (!(await contactFormSettings(db)).on_help_center) return redirect(visit, "sign-in/?next=requests/new/");
  if (query.note !== "sent") return guestForm(visit, {}, "");
  const follow = visit.sendsEmail
    ? `<p>${texts.guestSent}</p><p>${texts.guestFollow}</p><p><a class="btn" href="/portal/${language}/sign-in/">${texts.signIn}</a></p>`
    : "";
  return {
    title: texts.newRequest,
    path: "requests/new/",
    isPrivate: true,
    keeps: { sent: KEY },
    body: `<div class="wrap form narrow"><h1>${texts.newRequest}</h1><p class="note" role="status">${texts.guestReceived}</p>${follow}</div>`,
  };
}

function guestForm(visit: Visit, fields: Record<string, string>, above: string, isConfirmed = false): PageContent {
  const { texts, language, docket } = visit;
  const input = (name: "name" | "email", type: string, attributes: string) =>
    `<label for="${name}">${name === "name" ? texts.yourName : texts.emailAddress}</label><input id="${name}" name="${name}" type="${type}" autocomplete="${name}" maxlength="${MAX_FORM[name]}" value="${escapeHtml(fields[name] ?? "")}"${attributes}>`;
  // people do not see the last field, so only programs fill it in
  const more = `<input type="hidden" name="token" value="${formToken(docket.sealing, Date.now())}">${input("name", "text", "")}${input("email", "email", " required")}<div class="trap" aria-hidden="true"><input name="website" tabindex="-1" autocomplete="off"></div>`;
  const signIn = `<p class="small"><a href="/portal/${language}/sign-in/?next=requests/new/">${texts.guestSignIn}</a></p>`;
  const { subject = "", text = "" } = fields;
  return { ...newPage(visit, null, { subject, text, above: above || signIn, more, isConfirmed }), isPrivate: true };
}

export async function createAsGuest(portal: Portal, visit: Visit): Promise<PageContent | null> {
  const { db, texts, request, language, reader } = visit;
  if (!(await contactFormSettings(db)).on_help_center) return redirect(visit, "sign-in/?next=requests/new/");
  const { fields, files, drop } = await formWithFiles(visit);
  try {
    const { subject = "", text = "", token = "" } = fields;
    const isFinal = fields.confirmed === "yes" || files.length > 0;
    const hits = isFinal || !subject ? [] : await suggestionsFor(db, reader, `${subject} ${text}`, language);
    if (hits.length > 0) {
      const ids = hits.map(({ id }) => id);
      await recordOffer(db, reader, { form: hashToken(token) }, ids);
      return guestForm(visit, fields, suggestionsNote(visit, hits), true);
    }
    await portal.attempts.take("contact_form", networkOf(request.ip));
    await acceptFormMessage(portal, { fields, files, origin: null });
    return redirect(visit, "requests/new/?note=sent");
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 400) throw error;
    const wrong = error.body as Record<string, unknown>;
    const fault = wrong.email ? texts.badAddress : wrong.token ? texts.formAgain : texts.fillBoth;
    return { ...guestForm(visit, fields, `<p class="error" role="alert">${fault}</p>`), status: 400 };
  } finally {
    await drop();
  }
}
