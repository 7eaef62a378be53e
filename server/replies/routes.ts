import { notFound } from "../../wire/problems.ts";
import { parseUuid } from "../../wire/python-values.ts";
import * as wire from "../../wire/replies.ts";
import { linked } from "../drafts/draft-json.ts";
import { showDraft } from "../drafts/drafts.ts";
import { readFields } from "../platform/bodies.ts";
import type { Services } from "../platform/docket.ts";
import { type Ask, type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { isThere } from "../tickets/routes.ts";
import { guardOf } from "./guard.ts";
import { cancelReply, createReply, hurryReply, type ReplyValues, showReply, waitingReplies } from "./replies.ts";

export function replyRoutes(docket: Services, delayMs: number): Route[] {
  const { zone } = docket;
  const show = async (ask: Ask, id: string) => ({
    body: linked(docket, ask, await showReply(ask.db, ask.actor.id, id)),
  });
  const ticketOf = async (ask: Ask): Promise<string> => {
    await isThere(ask, idOf(ask))();
    return idOf(ask);
  };
  const replyOf = ({ params }: Ask): string => {
    const id = parseUuid(params.reply ?? "");
    if (!id) throw notFound();
    return id;
  };
  return [
    route(wire.sendReply, async (ask) => {
      const ticket = await ticketOf(ask);
      const values = (await readFields(ask.request, wire.replyFields, { how: "create", zone })) as ReplyValues;
      const guard = values.force ? async () => {} : guardOf(docket, ask, ticket, values.seen);
      return show(ask, await createReply(ask.db, ask.actor, ticket, values, { delayMs, guard }));
    }),
    route(wire.listReplies, async (ask) => {
      const waiting = await waitingReplies(ask.db, ask.actor.id, await ticketOf(ask));
      return { body: linked(docket, ask, `{"results":${waiting}}`) };
    }),
    route(wire.cancelReply, async (ask) => {
      const ticket = await ticketOf(ask);
      await cancelReply(ask.db, ask.actor, ticket, replyOf(ask));
      return { body: linked(docket, ask, await showDraft(ask.db, ask.actor.id, ticket)) };
    }),
    route(wire.sendReplyNow, async (ask) => {
      await hurryReply(ask.db, ask.actor, await ticketOf(ask), replyOf(ask));
      return show(ask, replyOf(ask));
    }),
  ];
}
