import * as wire from "../../wire/ticket-templates.ts";
import { readFields } from "../platform/bodies.ts";
import type { Services } from "../platform/docket.ts";
import { type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { versioned } from "../platform/versioned.ts";
import { applyTemplate } from "./apply.ts";
import { createTemplate, deleteTemplate, listTemplates, showTemplate, updateTemplate } from "./templates.ts";

export function ticketTemplateRoutes({ zone }: Services): Route[] {
  return versioned("ticket_templates", [
    route(wire.listTemplates, async ({ db, actor }) => ({ body: { results: await listTemplates(db, actor) } })),
    route(wire.createTemplate, async ({ db, request, actor }) => {
      const values = await readFields(request, wire.templateFields, { how: "create", zone });
      return { body: await showTemplate(db, actor, await createTemplate(db, actor, values)) };
    }),
    route(wire.showTemplate, async (ctx) => ({ body: await showTemplate(ctx.db, ctx.actor, idOf(ctx)) })),
    route(wire.updateTemplate, async (ctx) => {
      const id = idOf(ctx);
      const first = () => showTemplate(ctx.db, ctx.actor, id);
      const values = await readFields(ctx.request, wire.templateFields, { how: "change", zone, first });
      await updateTemplate(ctx.db, ctx.actor, id, values);
      return { body: await showTemplate(ctx.db, ctx.actor, id) };
    }),
    route(wire.deleteTemplate, async (ctx) => {
      await deleteTemplate(ctx.db, ctx.actor, idOf(ctx));
      return {};
    }),
    route(wire.applyTemplate, async (ctx) => {
      const id = idOf(ctx);
      const first = () => showTemplate(ctx.db, ctx.actor, id);
      const { inputs, ...chosen } = await readFields(ctx.request, wire.applyTemplate.body, {
        how: "create",
        zone,
        first,
      });
      return { body: await applyTemplate(ctx.db, ctx.actor, id, { ...chosen, inputs: inputs! }) };
    }),
  ]);
}
