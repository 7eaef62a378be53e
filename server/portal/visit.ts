import { createHash } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { methodNotAllowed, notFound, Problem } from "../../wire/problems.ts";
import { ANYONE, CONTACT, type Reader } from "../knowledge/visible.ts";
import { refuseForeign } from "../platform/addresses.ts";
import type { Attempts, RequestKind } from "../platform/attempts.ts";
import { readBody } from "../platform/bodies.ts";
import { type Db, query } from "../platform/database.ts";
import { requireDiskSpace } from "../platform/disk-space.ts";
import type { Docket } from "../platform/docket.ts";
import { toProblem } from "../platform/error-to-problem.ts";
import { MAX_REQUEST_FILES } from "./file-limit.ts";
import { KEEP_TEXT, type PortalDesk, portalPage } from "./layout.ts";
import {
  fillPlaceholders,
  isLanguage,
  PORTAL_TEXTS,
  type PortalLanguage,
  preferredLanguage,
  type Texts,
} from "./texts.ts";

/** A contact who is signed in. */
export interface SignedIn {
  contact: string;
  name: string;
  address: string;
}

/** One request for a page. */
export interface Visit {
  db: Db;
  docket: Docket;
  request: FastifyRequest;
  reply: FastifyReply;
  language: PortalLanguage;
  texts: Texts;
  desk: PortalDesk;
  /** Whether the desk can send emails at all. */
  sendsEmail: boolean;
  visitor: SignedIn | null;
  reader: Reader;
  params: Record<string, string>;
  query: Record<string, string>;
}

/** The services that the pages need besides those of every feature. */
export interface Portal {
  docket: Docket;
  /** The contact who is signed in by this request's cookie. */
  identify(request: FastifyRequest): Promise<SignedIn | null>;
  /** Counts attempts, over all servers. */
  attempts: Attempts;
  /** Throws 429 when this network has asked too often, for pages unless another kind is named. */
  throttle(request: FastifyRequest, kind?: RequestKind): Promise<void>;
  /** Whether the desk sends emails once it has a mailbox. */
  isMailOn: boolean;
}

export interface PageContent {
  title: string;
  /** HTML. */
  body: string;
  description?: string;
  /** The page's path below the language, for links to its other languages; null if it has no address of its own. */
  path: string | null;
  current?: "articles" | "requests" | "account";
  status?: number;
  /** Not cached anywhere, because it is about one person or holds a secret. */
  isPrivate?: boolean;
  /** The address of the page's script. */
  script?: string;
  /** The page keeps what is written in its form with `data-keep`. `sent` is the `data-keep` of what has arrived. */
  keeps?: { sent: string | null };
}

const POLICY =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/**
 * The page's policy. Only pages with a script may run one. The script that keeps what is written is named by its hash, so that
 * no uploaded file can run.
 */
const policyOf = ({ script, keeps }: PageContent) => {
  const scripts = [...(script ? ["'self'"] : []), ...(keeps ? [`'${KEEP_TEXT.hash}'`] : [])];
  if (scripts.length === 0) return POLICY;
  return `${POLICY}; script-src ${scripts.join(" ")}${script ? "; connect-src 'self'" : ""}`;
};

/** Creates a page; null if it has responded otherwise, for example with a redirect. */
type Handler = (visit: Visit) => Promise<PageContent | null>;

type Page = (visit: Visit, visitor: SignedIn) => Promise<PageContent | null>;

// where a customer may go after signing in
const NEXT = /^(?:requests\/(?:new\/|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\/)|account\/)$/;
export const nextPage = (text = ""): string => (NEXT.test(text) ? text : "");

/** A page for signed-in contacts; all others are redirected to the sign-in, which leads back to the page. */
export const signedIn =
  (page: Page) =>
  async (visit: Visit): Promise<PageContent | null> => {
    if (visit.visitor) return page(visit, visit.visitor);
    const { method, url } = visit.request;
    const next = method === "POST" ? "" : nextPage(url.replace(/[?#].*$/, "").slice("/portal/en/".length));
    return redirect(visit, `sign-in/${next && `?next=${next}`}`);
  };

/** Serves a page of the portal below its language, as in /portal/en/search/. */
export function servePage(
  http: FastifyInstance,
  portal: Portal,
  path: string,
  { show, submit, limit }: { show?: Handler; submit?: Handler; limit?: RequestKind },
) {
  http.route({
    method: ["GET", "HEAD", "POST"],
    url: `/portal/:language/${path}`,
    handler: async (request, reply) => {
      const { language } = request.params as { language: string };
      if (!isLanguage(language)) return toLanguage(request, reply);
      // scripts get JSON, before anything is read
      if (limit) await portal.throttle(request, limit);
      const visit = await open(portal, request, reply, language);
      try {
        if (!limit) await portal.throttle(request);
        const handler = request.method === "POST" ? submit : show;
        if (!handler) throw methodNotAllowed(request.method);
        if (request.method === "POST") {
          refuseForeign(request, portal.docket.addresses);
          // signing in and out still works when a disk is almost full
          if (!/^sign-(?:in|out)\//.test(path)) requireDiskSpace(portal.docket);
        }
        const content = await handler(visit);
        return content ? send(visit, content) : reply;
      } catch (error) {
        const problem = toProblem(error);
        if (!problem) request.log.error({ err: error, request: request.id }, "could not show a page of the portal");
        if (problem) reply.headers(problem.headers);
        return send(visit, problemPage(visit, problem ?? new Problem(500, {})));
      }
    },
  });
}

async function open(
  { docket, identify, isMailOn }: Portal,
  request: FastifyRequest,
  reply: FastifyReply,
  language: PortalLanguage,
): Promise<Visit> {
  const visitor = await identify(request);
  const desk = await readDesk(docket.db);
  return {
    db: docket.db,
    docket,
    request,
    reply,
    language,
    texts: PORTAL_TEXTS[language],
    desk,
    sendsEmail: isMailOn && desk.hasMailbox,
    visitor,
    reader: visitor ? CONTACT : ANYONE,
    params: request.params as Record<string, string>,
    query: Object.fromEntries(
      Object.entries(request.query as Record<string, string | string[]>).map(([name, value]) => [
        name,
        (Array.isArray(value) ? (value.at(-1) ?? "") : value).replaceAll("\0", "").toWellFormed(),
      ]),
    ),
  };
}

export async function readDesk(db: Db): Promise<PortalDesk> {
  const [row] = await query<PortalDesk>(
    db,
    `select
       coalesce(nullif(s.desk_name, ''), m.name, '') as name,
       s.color,
       (select hash from desk_logo) as logo,
       m.name is not null as "hasMailbox"
     from email_settings s
     left join lateral (
       select name
       from mailboxes
       where is_enabled
       order by is_default desc, created_at
       limit 1) m on true`,
  );
  return row!;
}

/** Sends a page: shared caches may keep what everyone sees, and ask again by its ETag each time. */
function send(visit: Visit, content: PageContent): FastifyReply {
  const { reply, request, visitor } = visit;
  const html = portalPage(visit, content);
  const status = content.status ?? 200;
  reply.code(status).headers({ "content-security-policy": policyOf(content), vary: "cookie" });
  reply.type("text/html; charset=utf-8");
  if (visitor || content.isPrivate || status >= 400 || request.method === "POST")
    return reply.header("cache-control", "no-store").send(html);
  const etag = `"${createHash("sha256").update(html).digest("base64url").slice(0, 27)}"`;
  reply.headers({ "cache-control": "public, no-cache", etag });
  const isCurrent = (request.headers["if-none-match"] ?? "")
    .split(",")
    .some((each) => each.trim().replace(/^W\//, "") === etag);
  return isCurrent ? reply.code(304).send() : reply.send(html);
}

function problemPage({ texts, docket, language }: Visit, { status }: Problem): PageContent {
  const isMissing = status === 404;
  const more: Partial<Record<number, string>> = {
    404: texts.notFoundText,
    413: fillPlaceholders(texts.filesRefused, {
      n: MAX_REQUEST_FILES,
      mb: Math.floor(docket.maxUploadBytes / 1024 / 1024),
    }),
    429: texts.tooOften,
    503: texts.later,
  };
  const text = more[status] ?? texts.wrong;
  return {
    title: isMissing ? texts.notFound : texts.help,
    body: `<div class="wrap form"><h1>${isMissing ? texts.notFound : texts.help}</h1><p>${text}</p><p><a class="btn" href="/portal/${language}/">${texts.articles}</a></p></div>`,
    path: null,
    status,
  };
}

/** The fields of a page's form, as plain texts. */
export async function formOf({ request }: Pick<Visit, "request">): Promise<Record<string, string>> {
  const { data } = await readBody(request);
  return Object.fromEntries(
    Object.entries(data as Record<string, unknown>).map(([name, value]) => [
      name,
      typeof value === "string" ? value.replaceAll("\0", "").replaceAll("\r\n", "\n").toWellFormed().trim() : "",
    ]),
  );
}

/** Redirects to another page of the portal, in the same language. */
export function redirect({ reply, language }: Visit, path: string, status = 303): null {
  reply.header("cache-control", status === 303 ? "no-store" : "no-cache");
  reply.redirect(`/portal/${language}/${path}`, status);
  return null;
}

/** Redirects an address without a language to the one that the browser prefers. */
export function toLanguage(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (request.method === "POST") throw notFound();
  const language = preferredLanguage(request.headers["accept-language"]);
  const path = request.url.replace(/^https?:\/\/[^/?]*/i, "").replace(/^\/+portal\/*/, "");
  reply.headers({ vary: "accept-language", "cache-control": "no-cache" });
  // prevents endless redirects
  if (isLanguage(path.split(/[/?]/)[0]!)) throw notFound();
  return reply.redirect(`/portal/${language}/${path}`, 302);
}
