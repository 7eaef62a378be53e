import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { notFound } from "../../wire/problems.ts";
import { parseUuid } from "../../wire/python-values.ts";
import { publicFile } from "../access/customer-tickets.ts";
import { disposition, typeOf } from "../attachments/content-types.ts";
import { escapeHtml } from "../emails/html.ts";
import { articleFile } from "../knowledge/files.ts";
import { publishedTitles } from "../knowledge/published.ts";
import { ANYONE, CONTACT } from "../knowledge/visible.ts";
import { networkOf, originOf } from "../platform/addresses.ts";
import { type Attempts, openThrottle, type RequestKind } from "../platform/attempts.ts";
import type { Docket } from "../platform/docket.ts";
import { serveAccountPages } from "./account-pages.ts";
import { serveArticlePages } from "./article-pages.ts";
import { serveContactForm } from "./contact-form-pages.ts";
import { styleOf } from "./layout.ts";
import { readLogo } from "./logo.ts";
import { serveRequestPages } from "./request-pages.ts";
import { identifyContact } from "./session.ts";
import { serveSignInPages } from "./sign-in-pages.ts";
import { serveSuggestions } from "./suggestion-pages.ts";
import { serveSurveyPages } from "./survey-pages.ts";
import { PORTAL_LANGUAGES } from "./texts.ts";
import { type Portal, readDesk, servePage, toLanguage } from "./visit.ts";

export interface PortalSettings {
  isLimited: boolean;
  isMailOn: boolean;
}

/** Serves the customers' pages below /portal/. The server renders them, and they work without script. */
export function servePortal(http: FastifyInstance, docket: Docket, attempts: Attempts, settings: PortalSettings): void {
  const throttle = openThrottle();
  const portal: Portal = {
    docket,
    throttle: async ({ ip }, kind: RequestKind = "address") =>
      void (settings.isLimited && (await throttle(kind, networkOf(ip)))),
    identify: (request) => identifyContact(docket, request),
    attempts,
    isMailOn: settings.isMailOn,
  };
  http.get("/portal/", (request, reply) => toLanguage(request, reply));
  const serveAt = (url: string, handler: Handler) => http.route({ method: ["GET", "HEAD"], url, handler });
  serveAt("/portal/style.css", (request, reply) => style(docket, request, reply));
  serveAt("/portal/logo/", (request, reply) => sendLogo(docket, request, reply));
  serveAt("/portal/sitemap.xml", (request, reply) => sitemap(docket, request, reply));
  serveAt("/portal/files/:id/", async (request, reply) => {
    const reader = (await portal.identify(request)) ? CONTACT : ANYONE;
    const id = idOf(request);
    return sendFile(portal, request, reply, id ? await articleFile(docket.db, reader, id) : null);
  });
  serveAt("/portal/request-files/:id/", async (request, reply) => {
    const visitor = await portal.identify(request);
    const id = idOf(request);
    return sendFile(portal, request, reply, visitor && id ? await publicFile(docket.db, visitor.contact, id) : null);
  });
  serveArticlePages(http, portal);
  serveSignInPages(http, portal);
  serveRequestPages(http, portal);
  serveSuggestions(http, portal);
  serveAccountPages(http, portal);
  serveSurveyPages(http, portal);
  serveContactForm(http, portal);
  servePage(http, portal, "*", { show: missing, submit: missing });
  // an address without a language, as in emails
  for (const url of ["/portal/articles/:slug/", "/portal/categories/:slug/", "/portal/search/"])
    http.get(url, (request, reply) => toLanguage(request, reply));
}

// otherwise the web app would answer, and ask a customer to sign in as an agent
const missing = async () => {
  throw notFound();
};

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

async function style({ db }: Docket, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { css, hash } = styleOf(await readDesk(db));
  const isCurrent = (request.query as { v?: string }).v === hash;
  return reply
    .header("cache-control", isCurrent ? "public, max-age=31536000, immutable" : "no-cache")
    .type("text/css; charset=utf-8")
    .send(css);
}

async function sendLogo({ db }: Docket, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const logo = await readLogo(db);
  if (!logo) throw notFound();
  const isCurrent = (request.query as { v?: string }).v === logo.hash;
  reply.headers({
    "content-type": logo.type,
    "content-disposition": "inline",
    "content-security-policy": "default-src 'none'; sandbox",
    // email programs and other sites may show it
    "cross-origin-resource-policy": "cross-origin",
    "cache-control": isCurrent ? "public, max-age=31536000, immutable" : "no-cache",
    etag: `"${logo.hash}"`,
  });
  return reply.send(request.method === "HEAD" ? undefined : logo.bytes);
}

async function sitemap({ db, addresses }: Docket, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const origin = originOf(request, addresses);
  const titles = await publishedTitles(db, ANYONE, "en");
  const addressOf = (language: string, slug: string) =>
    escapeHtml(`${origin}/portal/${language}/articles/${encodeURIComponent(slug)}/`);
  const entries = titles.map(({ slug }) => {
    const links = PORTAL_LANGUAGES.map(
      (each) => `<xhtml:link rel="alternate" hreflang="${each}" href="${addressOf(each, slug)}"/>`,
    );
    return `<url><loc>${addressOf("en", slug)}</loc>${links.join("")}</url>`;
  });
  return reply
    .type("application/xml; charset=utf-8")
    .header("cache-control", "public, no-cache")
    .send(
      `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">${entries.join("\n")}</urlset>\n`,
    );
}

const idOf = ({ params }: FastifyRequest): string | null => parseUuid((params as { id: string }).id);

async function sendFile(
  { docket }: Portal,
  request: FastifyRequest,
  reply: FastifyReply,
  row: { file: string; name: string; sha256: string | null } | null,
): Promise<FastifyReply> {
  const size = row ? await docket.storage.size(row.file) : null;
  const bytes = row && size !== null ? await docket.storage.read(row.file) : null;
  if (!row || bytes === null) throw notFound();
  reply.headers({
    "content-type": typeOf(row.name),
    "content-disposition": disposition(row.name).replace(
      /^attachment/,
      /^image\//.test(typeOf(row.name)) ? "inline" : "attachment",
    ),
    "content-security-policy": "default-src 'none'; sandbox",
    "cache-control": "private, no-cache",
    "content-length": String(size),
    ...(row.sha256 && { etag: `"${row.sha256.slice(0, 32)}"` }),
  });
  return reply.send(request.method === "HEAD" ? undefined : bytes);
}
