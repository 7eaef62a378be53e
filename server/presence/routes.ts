import * as wire from "../../wire/presence.ts";
import { readFields } from "../platform/bodies.ts";
import type { RouteServices } from "../platform/docket.ts";
import { type RequestContext, type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { requireTicket } from "../tickets/require-ticket.ts";
import { beat, leave, peopleAt } from "./presence.ts";

export function presenceRoutes({ zone }: RouteServices): Route[] {
  const others = async ({ db, actor }: RequestContext, ticket: string) => ({
    body: (await peopleAt(db, [ticket])).get(ticket)!.filter(({ user }) => user !== actor.id),
  });
  return [
    route(wire.beat, async (ctx) => {
      const ticket = idOf(ctx);
      const { state } = await readFields(ctx.request, wire.beat.body, {
        how: "create",
        zone,
        first: requireTicket(ctx, ticket),
      });
      await beat(ctx.db, ctx.actor.id, ticket, state!);
      return others(ctx, ticket);
    }),
    route(wire.leave, async (ctx) => {
      await requireTicket(ctx, idOf(ctx))();
      await leave(ctx.db, ctx.actor.id, idOf(ctx));
      return {};
    }),
    route(wire.listPresent, async (ctx) => {
      await requireTicket(ctx, idOf(ctx))();
      return others(ctx, idOf(ctx));
    }),
  ];
}
