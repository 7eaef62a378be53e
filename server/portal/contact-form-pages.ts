import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { email } from "../../wire/fields.ts";
import { type FieldErrors, forbidden, invalid, notFound } from "../../wire/problems.ts";
import { recordOffer, recordOpened } from "../knowledge/offers.ts";
import { ANYONE } from "../knowledge/visible.ts";
import { networkOf } from "../platform/addresses.ts";
import { requireDiskSpace } from "../platform/disk-space.ts";
import { hashToken } from "../platform/link-tokens.ts";
import {
  contactFormSettings,
  type FormMessage,
  formToken,
  isOwnAddress,
  MIN_FORM_SECONDS,
  openFormTicket,
  tokenFault,
} from "./contact-form.ts";
import { formWithFiles } from "./form-files.ts";
import { idsIn, shownArticles, suggestionsFor } from "./suggestion-pages.ts";
import { isLanguage } from "./texts.ts";
import { formOf, type Portal, readDesk } from "./visit.ts";

const SCRIPT = readFileSync(join(import.meta.dirname, "contact-form.js"), "utf8");
const SCRIPT_TAG = `"${createHash("sha256").update(SCRIPT).digest("base64url").slice(0, 27)}"`;
const URL = "/portal/tickets/";

/** Serves the form for other sites, and receives its messages. Neither reads nor sets a cookie. */
export function serveContactForm(http: FastifyInstance, portal: Portal): void {
  http.route({
    method: ["GET", "HEAD"],
    url: "/portal/contact-form.js",
    handler: (request, reply) => {
      reply.headers({ "cache-control": "public, max-age=3600", etag: SCRIPT_TAG });
      reply.header("cross-origin-resource-policy", "cross-origin");
      if (request.headers["if-none-match"] === SCRIPT_TAG) return reply.code(304).send();
      return reply.type("text/javascript; charset=utf-8").send(SCRIPT);
    },
  });
  http.route({
    method: ["GET", "HEAD"],
    url: URL,
    handler: async (request, reply) => {
      await portal.throttle(request);
      await letIn(portal, request, reply);
      const { sealing, maxUploadBytes } = portal.docket;
      return { token: formToken(sealing, Date.now()), wait_seconds: MIN_FORM_SECONDS, max_file_bytes: maxUploadBytes };
    },
  });
  http.post(URL, async (request, reply) => {
    await portal.throttle(request);
    const origin = await letIn(portal, request, reply);
    requireDiskSpace(portal.docket);
    await portal.attempts.take("contact_form", networkOf(request.ip));
    await take(portal, request, origin);
    reply.code(202);
    const repliesByEmail = portal.isMailOn && (await readDesk(portal.docket.db)).hasMailbox;
    return { detail: "We received your message.", replies_by_email: repliesByEmail };
  });
  serveFormSuggestions(http, portal);
}

function serveFormSuggestions(http: FastifyInstance, portal: Portal): void {
  http.post(`${URL}suggestions/`, async (request, reply) => {
    await portal.throttle(request, "suggestions");
    await letIn(portal, request, reply);
    const { text = "", language = "" } = await formOf({ request });
    const formLanguage = isLanguage(language) ? language : "en";
    return {
      articles: shownArticles(await suggestionsFor(portal.docket.db, ANYONE, text, formLanguage), formLanguage),
    };
  });
  http.post(`${URL}suggestions/uses/`, async (request, reply) => {
    await portal.throttle(request, "suggestions");
    await letIn(portal, request, reply);
    await recordUses(portal, await formOf({ request }));
    return reply.code(204).send();
  });
}

/** Records which articles a form showed to a visitor, or which of them the visitor opened. */
async function recordUses({ docket: { db, sealing } }: Portal, fields: Record<string, string>): Promise<void> {
  const { token = "", shown, opened } = fields;
  const fault = tokenFault(sealing, token, Date.now());
  if (fault === "invalid" || fault === "late") throw invalid({ token: [FAULTS[fault]] });
  const writer = { form: hashToken(token) };
  await recordOffer(db, ANYONE, writer, idsIn(shown));
  for (const id of idsIn(opened)) await recordOpened(db, writer, id);
}

/** Admits the listed sites, and programs without a site; for all others there is no form. */
async function letIn({ docket }: Portal, request: FastifyRequest, reply: FastifyReply): Promise<string | null> {
  const { origin } = request.headers;
  const { is_enabled, origins } = await contactFormSettings(docket.db);
  reply.headers({ "cache-control": "no-store", vary: "origin" });
  if (!is_enabled) throw notFound();
  if (origin === undefined) return null;
  if (!origins.includes(origin)) throw forbidden();
  reply.header("access-control-allow-origin", origin);
  return origin;
}

export const MAX_FORM = { name: 100, email: 254, subject: 200, text: 20_000 } as const;

async function take(portal: Portal, request: FastifyRequest, origin: string | null): Promise<void> {
  const { docket } = portal;
  const { fields, files, drop } = await formWithFiles({ docket, request, db: docket.db });
  try {
    await acceptFormMessage(portal, { fields, files, origin });
  } finally {
    await drop();
  }
}

/** Opens a ticket with the message of a visitor who has not signed in, unless a robot wrote it. */
export async function acceptFormMessage(
  { docket, attempts }: Portal,
  { fields, files, origin }: Pick<FormMessage, "files" | "origin"> & { fields: Record<string, string> },
): Promise<void> {
  const { db } = docket;
  // people do not see this field, so only programs fill it in, and they get the usual response
  if (fields.website) return;
  const message = await readMessage(fields);
  if (await isOwnAddress(db, message.email)) throw invalid({ email: ["Enter your own email address."] });
  const fault = tokenFault(docket.sealing, fields.token ?? "", Date.now());
  if (fault) throw invalid({ token: [FAULTS[fault]] });
  await attempts.take("contact_form_token", fields.token!);
  await attempts.take("contact_form_address", message.email.toLowerCase());
  await openFormTicket(db, { ...message, files, origin, form: hashToken(fields.token!) }, docket.zone);
}

const FAULTS = {
  invalid: "Open the form again.",
  early: "Please wait a moment, then send again.",
  late: "The form was open for too long. Open it again.",
} as const;

async function readMessage(fields: Record<string, string>): Promise<Omit<FormMessage, "files" | "origin" | "form">> {
  const errors: FieldErrors = {};
  const { name = "", subject = "", text = "" } = fields;
  const address = email().read(fields.email ?? "", { zone: "UTC" });
  if ("error" in address) errors.email = [address.error];
  for (const [key, value] of Object.entries({ subject, text }))
    if (!value) errors[key] = ["This field may not be blank."];
  for (const [key, value] of Object.entries({ name, subject, text })) {
    const max = MAX_FORM[key as keyof typeof MAX_FORM];
    if (value.length > max) errors[key] = [`Ensure this field has no more than ${max} characters.`];
  }
  if ("error" in address || Object.keys(errors).length > 0) throw invalid(errors);
  return { name: name.replaceAll(/\s+/g, " "), email: address.value, subject: subject.replaceAll(/\s+/g, " "), text };
}
