import { followTicket, unfollowTicket } from "../../wire/followers.ts";
import * as links from "../../wire/links.ts";
import * as wire from "../../wire/merges.ts";
import * as outbound from "../../wire/outbound.ts";
import { invalid, notFound } from "../../wire/problems.ts";
import { parseUuid } from "../../wire/python-values.ts";
import { filterUuid, notAUuid } from "../../wire/query.ts";
import { showRemotePicture } from "../../wire/remote-pictures.ts";
import { dismissSuggestions } from "../incoming/move.ts";
import type { Mail } from "../mailboxes/mail.ts";
import { readFields } from "../platform/bodies.ts";
import { type RequestContext, type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { loadPicture, type PictureSource } from "../platform/public-picture.ts";
import { requireTicket } from "../tickets/require-ticket.ts";
import { follow, unfollow } from "./followers.ts";
import { addLink, listLinks, removeLink } from "./links.ts";
import { listMerges, mergeTicket, previewMerge, undoMerge } from "./merge.ts";
import { acceptMessage, moveMessage, requireMessage, splitMessage } from "./messages.ts";
import { forward, sendDescription } from "./outbound.ts";
import { requirePicture } from "./remote-pictures.ts";

export function conversationRoutes(mail: Mail, pictures: PictureSource): Route[] {
  return [
    ...mergeRoutes(mail),
    ...messageRoutes(mail),
    ...linkRoutes(mail),
    ...followerRoutes(),
    ...outboundRoutes(mail),
    pictureRoute(pictures),
  ];
}

async function ticketOf(ctx: RequestContext): Promise<string> {
  await requireTicket(ctx, idOf(ctx))();
  return idOf(ctx);
}

async function commentOf(ctx: RequestContext): Promise<string> {
  await requireMessage(ctx.db, ctx.actor, idOf(ctx));
  return idOf(ctx);
}

function mergeRoutes({ zone }: Mail): Route[] {
  return [
    route(wire.listMerges, async (ctx) => ({ body: { results: await listMerges(ctx.db, ctx.actor) } })),
    route(wire.previewMerge, async (ctx) => {
      const ticket = await ticketOf(ctx);
      const into = filterUuid(ctx.query.into ?? "");
      if (!into) throw invalid({ into: [ctx.query.into ? notAUuid(ctx.query.into) : "This field is required."] });
      return { body: await previewMerge(ctx.db, ticket, into) };
    }),
    route(wire.mergeTicket, async (ctx) => {
      const ticket = await ticketOf(ctx);
      const { into } = await readFields(ctx.request, wire.mergeFields, { how: "create", zone });
      return { body: await mergeTicket(ctx.db, ctx.actor, ticket, into!) };
    }),
    route(wire.undoMerge, async (ctx) => ({ body: await undoMerge(ctx.db, ctx.actor, idOf(ctx)) })),
  ];
}

/** A message that belongs to another ticket, or to another author. */
function messageRoutes({ zone }: Mail): Route[] {
  return [
    route(wire.moveComment, async (ctx) => {
      const comment = await commentOf(ctx);
      const { ticket } = await readFields(ctx.request, wire.moveCommentFields, { how: "create", zone });
      return { body: await moveMessage(ctx.db, ctx.actor, comment, ticket!) };
    }),
    route(wire.splitComment, async (ctx) => {
      const comment = await commentOf(ctx);
      const { subject } = await readFields(ctx.request, wire.splitCommentFields, { how: "create", zone });
      return { body: await splitMessage(ctx.db, ctx.actor, comment, subject, zone) };
    }),
    route(wire.acceptComment, async (ctx) => ({
      body: await acceptMessage(ctx.db, ctx.actor, await commentOf(ctx)),
    })),
    route(wire.dismissSuggestions, async (ctx) => {
      await dismissSuggestions(ctx.db, await ticketOf(ctx));
      return {};
    }),
  ];
}

function linkRoutes({ zone }: Mail): Route[] {
  return [
    route(links.listLinks, async (ctx) => ({
      body: `{"results":${await listLinks(ctx.db, ctx.actor, await ticketOf(ctx))}}`,
    })),
    route(links.addLink, async (ctx) => {
      const ticket = await ticketOf(ctx);
      const values = await readFields(ctx.request, links.linkFields, { how: "create", zone });
      const link = { ticket: values.ticket!, relation: values.relation! };
      return { body: await addLink(ctx.db, ctx.actor, ticket, link) };
    }),
    route(links.removeLink, async (ctx) => {
      const ticket = await ticketOf(ctx);
      const id = parseUuid(ctx.params.link ?? "");
      if (!id) throw notFound();
      await removeLink(ctx.db, ctx.actor, ticket, id);
      return {};
    }),
  ];
}

function followerRoutes(): Route[] {
  return [
    route(followTicket, async (ctx) => {
      await follow(ctx.db, await ticketOf(ctx), ctx.actor.id);
      return {};
    }),
    route(unfollowTicket, async (ctx) => {
      await unfollow(ctx.db, await ticketOf(ctx), ctx.actor.id);
      return {};
    }),
  ];
}

/** Emails that an agent sends besides replies. */
function outboundRoutes(mail: Mail): Route[] {
  const { zone } = mail;
  return [
    route(outbound.sendDescription, async (ctx) => {
      const ticket = await ticketOf(ctx);
      const values = await readFields(ctx.request, outbound.sendDescriptionFields, { how: "create", zone });
      return { body: { emails: await sendDescription(ctx.db, mail, ctx.actor, ticket, values) } };
    }),
    route(outbound.forwardTicket, async (ctx) => {
      const ticket = await ticketOf(ctx);
      const { text = "", ...values } = await readFields(ctx.request, outbound.forwardFields, { how: "create", zone });
      return { body: await forward(ctx.db, mail, ctx.actor, ticket, { ...values, text }) };
    }),
  ];
}

const pictureRoute = (pictures: PictureSource): Route =>
  route(showRemotePicture, async (ctx) => {
    const ticket = await ticketOf(ctx);
    const { url, comment } = ctx.query;
    if (!url) throw invalid({ url: ["This field is required."] });
    const message = comment ? filterUuid(comment) : null;
    if (comment && !message) throw invalid({ comment: [notAUuid(comment)] });
    await requirePicture(ctx.db, ctx.actor, { ticket, comment: message }, url);
    const { bytes, type } = await loadPicture(pictures, url);
    return {
      body: bytes,
      headers: {
        "content-type": type,
        "cache-control": "private",
        "content-security-policy": "default-src 'none'; sandbox",
      },
    };
  });
