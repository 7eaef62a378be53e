import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { forbidden } from "../../wire/problems.ts";
import { parseUuid } from "../../wire/python-values.ts";
import { recordOffer, recordOpened } from "../knowledge/offers.ts";
import { type HitRow, suggestArticles } from "../knowledge/search.ts";
import type { Reader } from "../knowledge/visible.ts";
import type { Db } from "../platform/database.ts";
import { hashToken } from "../platform/link-tokens.ts";
import { tokenFault } from "./contact-form.ts";
import { formOf, type Portal, servePage, type Visit } from "./visit.ts";

export const MAX_SUGGESTED = 3;
// more of a long text finds nothing better
const MAX_LENGTH = 2_000;

const SCRIPT = readFileSync(join(import.meta.dirname, "request-form.js"), "utf8");
const HASH = createHash("sha256").update(SCRIPT).digest("hex").slice(0, 12);
const SCRIPT_URL = "/portal/request-form.js";
export const REQUEST_SCRIPT = `${SCRIPT_URL}?v=${HASH}`;

/**
 * Suggests articles while a request is written. The script of the form asks for them and says which ones it has shown;
 * without the script, the form suggests them when it is sent.
 */
export function serveSuggestions(http: FastifyInstance, portal: Portal): void {
  http.route({
    method: ["GET", "HEAD"],
    url: SCRIPT_URL,
    handler: (request, reply) =>
      reply
        .header(
          "cache-control",
          (request.query as { v?: string }).v === HASH ? "public, max-age=31536000, immutable" : "no-cache",
        )
        .type("text/javascript; charset=utf-8")
        .send(SCRIPT),
  });
  servePage(http, portal, "suggestions/", { submit: suggest, limit: "suggestions" });
  servePage(http, portal, "suggestions/shown/", { submit: recordShown, limit: "suggestions" });
}

export const suggestionsFor = (db: Db, reader: Reader, text: string, language: string): Promise<HitRow[]> =>
  suggestArticles(db, reader, text.slice(0, MAX_LENGTH), { language, limit: MAX_SUGGESTED });

/** The articles in the form that the script shows. */
export const shownArticles = (hits: readonly HitRow[], language: string) =>
  hits.map(({ id, slug, title, summary, language: lang }) => ({
    id,
    title,
    summary,
    lang,
    path: `/portal/${language}/articles/${encodeURIComponent(slug)}/`,
  }));

/** The IDs in a form's field, separated by commas. */
export const idsIn = (text = ""): string[] =>
  text
    .split(",", MAX_SUGGESTED)
    .map((each) => parseUuid(each))
    .filter((id) => id !== null);

// POST, although it changes nothing: what a customer is writing does not belong into an address, which is logged
async function suggest(visit: Visit): Promise<null> {
  const { db, reader, language, reply } = visit;
  const { subject = "", text = "" } = await formOf(visit);
  const hits = await suggestionsFor(db, reader, `${subject} ${text}`, language);
  reply.header("cache-control", "no-store");
  void reply.send({ articles: shownArticles(hits, language) });
  return null;
}

async function recordShown(visit: Visit): Promise<null> {
  const { db, reader, visitor, docket } = visit;
  const { articles, opened, token = "" } = await formOf(visit);
  const fault = visitor ? null : tokenFault(docket.sealing, token, Date.now());
  if (fault === "invalid" || fault === "late") throw forbidden();
  const writer = visitor ?? { form: hashToken(token) };
  await recordOffer(db, reader, writer, idsIn(articles));
  // a customer who has signed in is counted when the article is read
  if (!visitor) for (const id of idsIn(opened)) await recordOpened(db, writer, id);
  void visit.reply.code(204).header("cache-control", "no-store").send();
  return null;
}
