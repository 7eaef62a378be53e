import * as wire from "../../wire/participants.ts";
import { notFound } from "../../wire/problems.ts";
import { parseUuid } from "../../wire/python-values.ts";
import { readFields } from "../platform/bodies.ts";
import type { Docket } from "../platform/docket.ts";
import { type RequestContext, type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { requireTicket } from "../tickets/require-ticket.ts";
import { chooseMailbox, listSenders, showConversation } from "./conversation.ts";
import { addParticipant, listParticipants, removeParticipant, showParticipant } from "./participants.ts";

export function participantRoutes({ zone }: Pick<Docket, "zone">): Route[] {
  const ticketOf = async (ctx: RequestContext): Promise<string> => {
    await requireTicket(ctx, idOf(ctx))();
    return idOf(ctx);
  };
  return [
    route(wire.showConversation, async (ctx) => ({ body: await showConversation(ctx.db, await ticketOf(ctx)) })),
    route(wire.updateConversation, async (ctx) => {
      const ticket = await ticketOf(ctx);
      const { mailbox } = await readFields(ctx.request, wire.conversationFields, { how: "change", zone });
      if (mailbox) await chooseMailbox(ctx.db, ticket, mailbox);
      return { body: await showConversation(ctx.db, ticket) };
    }),
    route(wire.listSenders, async (ctx) => ({ body: `{"results":${await listSenders(ctx.db)}}` })),
    route(wire.listParticipants, async (ctx) => ({
      body: `{"results":${await listParticipants(ctx.db, await ticketOf(ctx))}}`,
    })),
    route(wire.addParticipant, async (ctx) => {
      const ticket = await ticketOf(ctx);
      const values = await readFields(ctx.request, wire.participantFields, { how: "create", zone });
      return { body: await showParticipant(ctx.db, await addParticipant(ctx.db, ctx.actor, ticket, values)) };
    }),
    route(wire.removeParticipant, async (ctx) => {
      const ticket = await ticketOf(ctx);
      const id = parseUuid(ctx.params.participant ?? "");
      if (!id) throw notFound();
      await removeParticipant(ctx.db, ctx.actor, ticket, id);
      return {};
    }),
  ];
}
