import { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import { escapeHtml } from "../emails/html.ts";
import { ownData, profileOf } from "./own-data.ts";
import { type PageContent, type Portal, type SignedIn, servePage, signedIn, type Visit } from "./visit.ts";

export function serveAccountPages(http: FastifyInstance, portal: Portal): void {
  servePage(http, portal, "account/", { show: signedIn(account) });
  servePage(http, portal, "account/data.json", {
    show: signedIn(async (visit, visitor) => {
      await portal.attempts.take("portal_export", visitor.contact);
      return download(visit, visitor);
    }),
  });
}

async function account(visit: Visit, visitor: SignedIn): Promise<PageContent> {
  const { db, texts, language } = visit;
  const { name, company } = await profileOf(db, visitor.contact);
  const facts = [
    [texts.name, name],
    [texts.emailAddress, visitor.address],
    [texts.company, company],
  ].filter(([, value]) => value);
  const rows = facts.map(([term, value]) => `<dt>${term}</dt><dd>${escapeHtml(String(value))}</dd>`);
  return {
    title: texts.account,
    path: "account/",
    current: "account",
    body: `<div class="wrap form"><h1>${texts.account}</h1><dl class="facts">${rows.join("")}</dl>
<h2>${texts.yourData}</h2><p>${texts.yourDataText}</p><p><a class="btn" href="/portal/${language}/account/data.json" download>${texts.download}</a></p></div>`,
  };
}

/** Sends the document as it is read: nothing of it is kept. */
function download({ db, reply }: Visit, visitor: SignedIn): null {
  reply.headers({
    "content-type": "application/json; charset=utf-8",
    "content-disposition": 'attachment; filename="your-data.json"',
    "cache-control": "no-store",
  });
  void reply.send(Readable.from(ownData(db, visitor)));
  return null;
}
