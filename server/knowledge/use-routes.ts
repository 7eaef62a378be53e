import * as wire from "../../wire/knowledge-use.ts";
import { ARTICLE_LANGUAGES } from "../../wire/knowledge-words.ts";
import { invalid } from "../../wire/problems.ts";
import { wholeNumber } from "../../wire/python-values.ts";
import { originOf } from "../platform/addresses.ts";
import { readFields } from "../platform/bodies.ts";
import type { RouteServices } from "../platform/docket.ts";
import { signFiles } from "../platform/file-links.ts";
import { filterChoice } from "../platform/filters.ts";
import { type RequestContext, type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { articleAddress, publishedForAgents } from "./published.ts";
import { searchArticles } from "./search.ts";
import { listSearches, recordSearch } from "./searches.ts";
import { showUsage } from "./usage.ts";
import { recordShown } from "./uses.ts";
import { readerOf } from "./visible.ts";

/** The use of articles by agents beside a ticket, and the reports about it. */
export function usageRoutes(services: RouteServices): Route[] {
  const { zone, addresses, sealing } = services;
  return [
    route(wire.showPublished, async (ctx) => {
      const language = filterChoice(ctx.query, "language", ARTICLE_LANGUAGES) ?? "en";
      const article = await publishedForAgents(ctx.db, readerOf(ctx.actor), idOf(ctx), language);
      const url = articleAddress(originOf(ctx.request, addresses), article);
      return { body: signFiles(services, ctx, JSON.stringify({ ...article, url })) };
    }),
    route(wire.recordShown, async ({ db, actor, request }) => {
      const { ticket, articles } = await readFields(request, wire.recordShown.body, { how: "create", zone });
      await recordShown(db, actor, { ticket: ticket!, articles: articles! });
      return {};
    }),
    route(wire.showUsage, async (ctx) => ({ body: await showUsage(ctx.db, readerOf(ctx.actor), daysOf(ctx)) })),
    route(wire.listSearches, async (ctx) => {
      const days = daysOf(ctx);
      return { body: { days, results: await listSearches(ctx.db, days) } };
    }),
    route(wire.recordSearch, async ({ db, actor, request }) => {
      const { words } = await readFields(request, wire.recordSearch.body, { how: "create", zone });
      const hits = await searchArticles(db, readerOf(actor), words!, { language: "en", limit: 1 });
      const searcher = sealing.sign("article search", actor.id, 16);
      if (hits.length === 0) await recordSearch(db, words!, { place: "app", searcher });
      return {};
    }),
  ];
}

function daysOf({ query: { days } }: RequestContext): number {
  if (!days) return 30;
  const number = wholeNumber(days);
  if (number === null || number < 1 || number > wire.MAX_DAYS)
    throw invalid({ days: [`Send a whole number from 1 to ${wire.MAX_DAYS}.`] });
  return number;
}
