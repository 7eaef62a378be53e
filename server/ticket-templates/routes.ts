import * as wire from "../../wire/ticket-templates.ts";
import { readFields } from "../platform/bodies.ts";
import type { RouteServices } from "../platform/docket.ts";
import { signFiles } from "../platform/file-links.ts";
import { type RequestContext, type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { withVersions } from "../platform/versioned.ts";
import { applyTemplate } from "./apply.ts";
import { createTemplate, deleteTemplate, listTemplates, showTemplate, updateTemplate } from "./templates.ts";

export function ticketTemplateRoutes(docket: RouteServices): Route[] {
  const { zone } = docket;
  const show = async (ctx: RequestContext, id: string) => ({
    body: signFiles(docket, ctx, JSON.stringify(await showTemplate(ctx.db, ctx.actor, id))),
  });
  return withVersions("ticket_templates", [
    route(wire.listTemplates, async (ctx) => ({
      body: signFiles(docket, ctx, JSON.stringify({ results: await listTemplates(ctx.db, ctx.actor) })),
    })),
    route(wire.createTemplate, async (ctx) => {
      const values = await readFields(ctx.request, wire.templateFields, { how: "create", zone });
      return show(ctx, await createTemplate(ctx.db, ctx.actor, values));
    }),
    route(wire.showTemplate, async (ctx) => show(ctx, idOf(ctx))),
    route(wire.updateTemplate, async (ctx) => {
      const id = idOf(ctx);
      const first = () => showTemplate(ctx.db, ctx.actor, id);
      const values = await readFields(ctx.request, wire.templateFields, { how: "change", zone, first });
      await updateTemplate(ctx.db, ctx.actor, id, values);
      return show(ctx, id);
    }),
    route(wire.deleteTemplate, async (ctx) => {
      await deleteTemplate(ctx.db, ctx.actor, idOf(ctx));
      return {};
    }),
    route(wire.applyTemplate, async (ctx) => {
      const id = idOf(ctx);
      const first = () => showTemplate(ctx.db, ctx.actor, id);
      const { inputs, ...customer } = await readFields(ctx.request, wire.applyTemplate.body, {
        how: "create",
        zone,
        first,
      });
      const json = await applyTemplate(ctx.db, ctx.actor, id, { ...customer, inputs: inputs! });
      return { body: signFiles(docket, ctx, json) };
    }),
  ]);
}
