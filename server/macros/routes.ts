import type { MacroLanguage } from "../../wire/macro-words.ts";
import * as wire from "../../wire/macros.ts";
import { readFields } from "../platform/bodies.ts";
import type { RouteServices } from "../platform/docket.ts";
import { signFiles } from "../platform/file-links.ts";
import { type RequestContext, type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { withVersions } from "../platform/versioned.ts";
import { applyMacro, preview } from "./apply.ts";
import { createMacro, deleteMacro, listMacros, showMacro, updateMacro } from "./macros.ts";

export function macroRoutes(docket: RouteServices): Route[] {
  const { zone } = docket;
  const show = async (ctx: RequestContext, id: string) => ({
    body: signFiles(docket, ctx, JSON.stringify(await showMacro(ctx.db, ctx.actor, id))),
  });
  return withVersions("macros", [
    route(wire.listMacros, async ({ db, actor }) => ({ body: { results: await listMacros(db, actor) } })),
    route(wire.createMacro, async (ctx) => {
      const values = await readFields(ctx.request, wire.macroFields, { how: "create", zone });
      return show(ctx, await createMacro(ctx.db, ctx.actor, values));
    }),
    route(wire.previewMacro, async ({ db, request, actor }) => {
      const { text, ticket, inputs } = await readFields(request, wire.previewMacro.body, { how: "create", zone });
      return { body: await preview(db, actor, { text: text!, ticket: ticket ?? null, inputs: inputs! }) };
    }),
    route(wire.showMacro, async (ctx) => show(ctx, idOf(ctx))),
    route(wire.updateMacro, async (ctx) => {
      const id = idOf(ctx);
      const first = () => showMacro(ctx.db, ctx.actor, id);
      const values = await readFields(ctx.request, wire.macroFields, { how: "change", zone, first });
      await updateMacro(ctx.db, ctx.actor, id, values);
      return show(ctx, id);
    }),
    route(wire.deleteMacro, async (ctx) => {
      await deleteMacro(ctx.db, ctx.actor, idOf(ctx));
      return {};
    }),
    route(wire.applyMacro, async (ctx) => {
      const id = idOf(ctx);
      const first = () => showMacro(ctx.db, ctx.actor, id);
      const fields = await readFields(ctx.request, wire.applyMacro.body, { how: "create", zone, first });
      const { ticket, language = null, inputs } = fields;
      const options = { ticket: ticket!, language: language as MacroLanguage | null, inputs: inputs! };
      return { body: signFiles(docket, ctx, await applyMacro(ctx.db, ctx.actor, id, options)) };
    }),
  ]);
}
