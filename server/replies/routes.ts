import { notFound } from "../../wire/problems.ts";
import { parseUuid } from "../../wire/python-values.ts";
import * as wire from "../../wire/replies.ts";
import { showDraft } from "../drafts/drafts.ts";
import { mediaOf } from "../platform/addresses.ts";
import { readFields } from "../platform/bodies.ts";
import type { RouteServices } from "../platform/docket.ts";
import { signFiles } from "../platform/file-links.ts";
import { type RequestContext, type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { requireTicket } from "../tickets/require-ticket.ts";
import { checkChanges, undoReplyChanges } from "./changes.ts";
import { guardOf } from "./guard.ts";
import { cancelReply, queueReply, type ReplyValues, sendReplyNow, showReply, waitingReplies } from "./replies.ts";
import type { AboutToSend } from "./rules.ts";

async function ticketOf(ctx: RequestContext): Promise<string> {
  await requireTicket(ctx, idOf(ctx))();
  return idOf(ctx);
}

function replyOf({ params }: RequestContext): string {
  const id = parseUuid(params.reply ?? "");
  if (!id) throw notFound();
  return id;
}

const aboutToSend = ({ is_internal, status, changes, to, cc, bcc }: ReplyValues): AboutToSend => ({
  isNote: is_internal,
  sets: { ...changes, ...(status && { status }) },
  recipients: [to, cc, bcc].flatMap((addresses) => addresses ?? []),
});

export function replyRoutes(docket: RouteServices, delayMs: number): Route[] {
  const { zone } = docket;
  const show = async (ctx: RequestContext, id: string) => ({
    body: signFiles(docket, ctx, await showReply(ctx.db, ctx.actor.id, id)),
  });
  return [
    route(wire.sendReply, async (ctx) => {
      const ticket = await ticketOf(ctx);
      const values = (await readFields(ctx.request, wire.replyFields, { how: "create", zone })) as ReplyValues;
      await checkChanges(ctx.db, ctx.actor, values.changes);
      const guard = values.force
        ? async () => {}
        : guardOf(docket.links, {
            actor: ctx.actor,
            media: mediaOf(ctx.request, docket.addresses),
            ticket,
            seen: values.seen,
            reply: aboutToSend(values),
          });
      return show(ctx, await queueReply(ctx.db, ctx.actor, ticket, values, { delayMs, guard }));
    }),
    route(wire.listReplies, async (ctx) => {
      const waiting = await waitingReplies(ctx.db, ctx.actor.id, await ticketOf(ctx));
      return { body: signFiles(docket, ctx, `{"results":${waiting}}`) };
    }),
    route(wire.cancelReply, async (ctx) => {
      const ticket = await ticketOf(ctx);
      await cancelReply(ctx.db, ctx.actor, ticket, replyOf(ctx));
      return { body: signFiles(docket, ctx, await showDraft(ctx.db, ctx.actor.id, ticket)) };
    }),
    route(wire.sendReplyNow, async (ctx) => {
      await sendReplyNow(ctx.db, ctx.actor, await ticketOf(ctx), replyOf(ctx));
      return show(ctx, replyOf(ctx));
    }),
    route(wire.undoReplyChanges, async (ctx) => {
      await undoReplyChanges(ctx.db, ctx.actor, await ticketOf(ctx), replyOf(ctx));
      return show(ctx, replyOf(ctx));
    }),
  ];
}
