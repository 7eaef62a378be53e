import * as wire from "../../wire/checklists.ts";
import { readFields } from "../platform/bodies.ts";
import type { RouteServices } from "../platform/docket.ts";
import { expectedVersion } from "../platform/expected-version.ts";
import { type RequestContext, type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { requireTicket } from "../tickets/require-ticket.ts";
import { addSteps, changeStep, removeStep, showChecklist } from "./checklists.ts";

export function checklistRoutes({ zone }: RouteServices): Route[] {
  const ticketOf = async (ctx: RequestContext): Promise<string> => {
    await requireTicket(ctx, idOf(ctx))();
    return idOf(ctx);
  };
  return [
    route(wire.showChecklist, async (ctx) => ({ body: await showChecklist(ctx.db, await ticketOf(ctx)) })),
    route(wire.addSteps, async (ctx) => {
      const ticket = await ticketOf(ctx);
      const { steps, after } = await readFields(ctx.request, wire.addSteps.body, { how: "create", zone });
      await addSteps(ctx.db, ctx.actor, ticket, { steps: steps!, after });
      return { body: await showChecklist(ctx.db, ticket) };
    }),
    route(wire.changeStep, async (ctx) => {
      const ticket = await ticketOf(ctx);
      const change = await readFields(ctx.request, wire.changeStep.body, { how: "change", zone });
      const edit = { change, expectedVersion: expectedVersion(ctx.request) };
      const item = await changeStep(ctx.db, ctx.actor, ticket, idOf(ctx, "item"), edit);
      return { body: item, headers: { etag: `"${item.version}"` } };
    }),
    route(wire.removeStep, async (ctx) => {
      const ticket = await ticketOf(ctx);
      await removeStep(ctx.db, ctx.actor, ticket, idOf(ctx, "item"));
      return {};
    }),
  ];
}
