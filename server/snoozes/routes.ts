import * as wire from "../../wire/snoozes.ts";
import { readFields } from "../platform/bodies.ts";
import type { RouteServices } from "../platform/docket.ts";
import { type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { requireTicket } from "../tickets/require-ticket.ts";
import { removeSnooze, setSnooze, showSnooze } from "./snoozes.ts";

export function snoozeRoutes({ zone }: RouteServices): Route[] {
  return [
    route(wire.showSnooze, async (ctx) => {
      await requireTicket(ctx, idOf(ctx))();
      return { body: await showSnooze(ctx.db, ctx.actor.id, idOf(ctx)) };
    }),
    route(wire.setSnooze, async (ctx) => {
      const id = idOf(ctx);
      const fields = { how: "create", zone, first: requireTicket(ctx, id) } as const;
      const values = await readFields(ctx.request, wire.snoozeFields, fields);
      return { body: await setSnooze(ctx.db, ctx.actor.id, id, values) };
    }),
    route(wire.removeSnooze, async (ctx) => {
      await requireTicket(ctx, idOf(ctx))();
      await removeSnooze(ctx.db, ctx.actor.id, idOf(ctx));
      return {};
    }),
  ];
}
