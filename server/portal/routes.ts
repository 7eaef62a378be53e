import * as wire from "../../wire/portal.ts";
import { type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { requireTicket } from "../tickets/require-ticket.ts";
import { viewAsCustomer } from "./view-as-customer.ts";

export const portalRoutes = (): Route[] => [
  route(wire.viewAsCustomer, async (ctx) => {
    await requireTicket(ctx, idOf(ctx))();
    return { body: await viewAsCustomer(ctx.db, ctx.actor, idOf(ctx)) };
  }),
];
