import * as wire from "../../wire/sender-rules.ts";
import { readFields } from "../platform/bodies.ts";
import { recordRoutes } from "../platform/crud.ts";
import type { RouteServices } from "../platform/docket.ts";
import { type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { withVersions } from "../platform/versioned.ts";
import { requireTicket } from "../tickets/require-ticket.ts";
import { markAsSpam, senderOfTicket, senderRules, unmarkSpam } from "./sender-rules.ts";

export const senderRuleRoutes = (services: RouteServices): Route[] => [
  ...withVersions(
    "sender_rules",
    recordRoutes(
      services,
      {
        list: wire.listSenderRules,
        create: wire.createSenderRule,
        show: wire.showSenderRule,
        update: wire.updateSenderRule,
        replace: wire.replaceSenderRule,
        remove: wire.deleteSenderRule,
      },
      senderRules,
    ),
  ),
  route(wire.showSender, async (ctx) => {
    await requireTicket(ctx, idOf(ctx))();
    return { body: { sender: await senderOfTicket(ctx.db, ctx.actor, idOf(ctx)) } };
  }),
  route(wire.markAsSpam, async (ctx) => {
    const first = requireTicket(ctx, idOf(ctx));
    const { block } = await readFields(ctx.request, wire.markAsSpam.body, {
      how: "create",
      zone: services.zone,
      first,
    });
    await first();
    return { body: { rule: await markAsSpam(ctx.db, ctx.actor, idOf(ctx), block!) } };
  }),
  route(wire.unmarkSpam, async (ctx) => {
    const { rule } = await readFields(ctx.request, wire.unmarkSpam.body, { how: "create", zone: services.zone });
    await unmarkSpam(ctx.db, ctx.actor, idOf(ctx), rule ?? null);
    return { body: { restored: true } };
  }),
];
