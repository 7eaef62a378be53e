import * as wire from "../../wire/knowledge.ts";
import { articleFields, categoryFields } from "../../wire/knowledge-shapes.ts";
import { ARTICLE_LANGUAGES } from "../../wire/knowledge-words.ts";
import { invalid } from "../../wire/problems.ts";
import { filterUuid, notAUuid } from "../../wire/query.ts";
import { takeIn } from "../attachments/receive-file.ts";
import { originOf } from "../platform/addresses.ts";
import { readFields } from "../platform/bodies.ts";
import type { RouteServices } from "../platform/docket.ts";
import { expectedVersion } from "../platform/expected-version.ts";
import { signFiles } from "../platform/file-links.ts";
import { filterChoice } from "../platform/filters.ts";
import { type Answer, type RequestContext, type Route, route, slowRoute } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { listRows } from "../platform/row-list.ts";
import { withVersions } from "../platform/versioned.ts";
import * as articles from "./articles.ts";
import * as categories from "./categories.ts";
import { addArticleFile } from "./files.ts";
import { importRoutes } from "./import-routes.ts";
import { articleAddress } from "./published.ts";
import * as rows from "./rows.ts";
import { searchArticles, suggestArticles } from "./search.ts";
import { usageRoutes } from "./use-routes.ts";
import { recordUse, textOfTicket } from "./uses.ts";
import { readerOf } from "./visible.ts";

export function knowledgeRoutes(services: RouteServices): Route[] {
  return [
    ...categoryRoutes(services),
    ...articleRoutes(services),
    ...readerRoutes(services),
    ...usageRoutes(services),
    ...importRoutes(services),
  ];
}

function categoryRoutes({ zone }: RouteServices): Route[] {
  const show = (ctx: RequestContext, id: string) => categories.showCategory(ctx.db, readerOf(ctx.actor), id);
  return withVersions("kb_categories", [
    route(wire.listCategories, async ({ db, actor }) => ({
      body: { results: await categories.listCategories(db, readerOf(actor)) },
    })),
    route(wire.createCategory, async (ctx) => {
      const values = await readFields(ctx.request, categoryFields, { how: "create", zone });
      return { body: await show(ctx, await categories.createCategory(ctx.db, ctx.actor, values)) };
    }),
    route(wire.showCategory, async (ctx) => ({ body: await show(ctx, idOf(ctx)) })),
    route(wire.updateCategory, async (ctx) => {
      const id = idOf(ctx);
      const first = () => show(ctx, id);
      const values = await readFields(ctx.request, categoryFields, { how: "change", zone, first });
      await categories.updateCategory(ctx.db, ctx.actor, id, values);
      return { body: await show(ctx, id) };
    }),
    route(wire.moveCategory, async (ctx) => {
      const id = idOf(ctx);
      const first = () => show(ctx, id);
      const { parent = null, after = null } = await readFields(ctx.request, wire.moveCategory.body, {
        how: "create",
        zone,
        first,
      });
      await categories.moveCategory(ctx.db, ctx.actor, id, { parent, after });
      return { body: await show(ctx, id) };
    }),
    route(wire.deleteCategory, async (ctx) => {
      await categories.deleteCategory(ctx.db, ctx.actor, idOf(ctx));
      return {};
    }),
  ]);
}

type Show = (ctx: RequestContext, id: string) => Promise<Answer>;

const requireFirst = (ctx: RequestContext, id: string) => () => rows.requireArticle(ctx.db, readerOf(ctx.actor), id);

function articleRoutes(services: RouteServices): Route[] {
  const show: Show = async (ctx, id) => {
    const { json, version } = await rows.showArticle(ctx.db, ctx.actor, id, ctx.query);
    return { body: signFiles(services, ctx, json), headers: { etag: `"${version}"` } };
  };
  return [...writingRoutes(services, show), ...stateRoutes(services, show)];
}

function writingRoutes({ zone, addresses }: RouteServices, show: Show): Route[] {
  return [
    route(wire.listArticles, async (ctx) => ({
      body: await listRows(
        ctx.db,
        rows.articleList,
        ctx,
        addresses,
        await rows.articleFilter(ctx.db, ctx.actor, ctx.query),
      ),
    })),
    route(wire.createArticle, async (ctx) => {
      const values = await readFields(ctx.request, articleFields, { how: "create", zone });
      return show(ctx, await articles.createArticle(ctx.db, ctx.actor, values));
    }),
    route(wire.showArticle, (ctx) => show(ctx, idOf(ctx))),
    route(wire.updateArticle, async (ctx) => {
      const id = idOf(ctx);
      const first = requireFirst(ctx, id);
      const values = await readFields(ctx.request, articleFields, { how: "change", zone, first });
      await articles.updateArticle(ctx.db, ctx.actor, id, values, expectedVersion(ctx.request));
      return show(ctx, id);
    }),
    route(wire.deleteArticle, async (ctx) => {
      await articles.deleteArticle(ctx.db, ctx.actor, idOf(ctx));
      return {};
    }),
  ];
}

/** What readers see of an article: which version, and with which files. */
function stateRoutes(services: RouteServices, show: Show): Route[] {
  const { zone } = services;
  const change = (work: typeof articles.publishArticle) => async (ctx: RequestContext) => {
    await work(ctx.db, ctx.actor, idOf(ctx), expectedVersion(ctx.request));
    return show(ctx, idOf(ctx));
  };
  return [
    route(wire.publishArticle, change(articles.publishArticle)),
    route(wire.archiveArticle, change(articles.archiveArticle)),
    route(wire.restoreVersion, async (ctx) => {
      const id = idOf(ctx);
      const first = requireFirst(ctx, id);
      const values = await readFields(ctx.request, wire.restoreVersion.body, { how: "create", zone, first });
      const { language = "en", version = 0 } = values;
      await articles.restoreVersion(ctx.db, ctx.actor, id, { language, version }, expectedVersion(ctx.request));
      return show(ctx, id);
    }),
    slowRoute(
      wire.addArticleFile,
      async (ctx) => {
        await requireFirst(ctx, idOf(ctx))();
        return takeIn(services, ctx);
      },
      async (ctx, { file }) => {
        await requireFirst(ctx, idOf(ctx))();
        return { body: signFiles(services, ctx, await addArticleFile(ctx.db, ctx.actor.id, idOf(ctx), file)) };
      },
    ),
  ];
}

function readerRoutes({ zone, addresses }: RouteServices): Route[] {
  return [
    route(wire.listVersions, async (ctx) => {
      await rows.requireArticle(ctx.db, readerOf(ctx.actor), idOf(ctx));
      const language = filterChoice(ctx.query, "language", ARTICLE_LANGUAGES);
      return { body: { results: await rows.listVersions(ctx.db, idOf(ctx), language) } };
    }),
    route(wire.listFeedback, async (ctx) => {
      await rows.requireArticle(ctx.db, readerOf(ctx.actor), idOf(ctx));
      return { body: { results: await rows.listFeedback(ctx.db, idOf(ctx)) } };
    }),
    route(wire.useArticle, async (ctx) => {
      const id = idOf(ctx);
      const first = () => rows.requireArticle(ctx.db, readerOf(ctx.actor), id);
      const { how, ticket = null } = await readFields(ctx.request, wire.useArticle.body, {
        how: "create",
        zone,
        first,
      });
      await first();
      await recordUse(ctx.db, ctx.actor, { article: id, ticket, how: how! });
      return {};
    }),
    route(wire.suggestArticles, (ctx) => suggest(ctx, addresses)),
  ];
}

async function suggest(ctx: RequestContext, addresses: RouteServices["addresses"]): Promise<Answer> {
  const { ticket, q = "" } = ctx.query;
  const id = ticket ? filterUuid(ticket) : null;
  if (ticket && !id) throw invalid({ ticket: [notAUuid(ticket)] });
  const language = filterChoice(ctx.query, "language", ARTICLE_LANGUAGES) ?? "en";
  const limit = Math.min(10, Math.max(1, Number.parseInt(ctx.query.limit ?? "5", 10) || 5));
  const reader = readerOf(ctx.actor);
  const hits = q
    ? await searchArticles(ctx.db, reader, q, { language, limit })
    : await suggestArticles(ctx.db, reader, id ? await textOfTicket(ctx.db, ctx.actor, id) : "", {
        language,
        limit,
      });
  const origin = originOf(ctx.request, addresses);
  return { body: { results: hits.map((hit) => ({ ...hit, url: articleAddress(origin, hit) })) } };
}
