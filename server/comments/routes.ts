import * as wire from "../../wire/comments.ts";
import { may } from "../../wire/permissions.ts";
import { forbidden, invalid } from "../../wire/problems.ts";
import { addComment as addCommentEndpoint } from "../../wire/tickets.ts";
import { renderContextOf } from "../platform/addresses.ts";
import { type BodyUse, readBodyAfter, readFields } from "../platform/bodies.ts";
import type { RouteServices } from "../platform/docket.ts";
import { withETag } from "../platform/expected-version.ts";
import { filterIds } from "../platform/filters.ts";
import { type RequestContext, type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { listRows } from "../platform/row-list.ts";
import { requireMatch } from "../tickets/filters.ts";
import type { TicketDesk } from "../tickets/list.ts";
import { requireTicket } from "../tickets/require-ticket.ts";
import { showChanged } from "../tickets/show-ticket.ts";
import { addComment, deleteComment, updateComment } from "./comments.ts";
import { newCommentOf, ticketErrors } from "./new-comment.ts";
import { commentsFor, commentView, showComment } from "./view.ts";

/** The version that the caller read (If-Match); null if the header is missing. */
function expectedVersion({ request }: RequestContext): string | null {
  const header = request.headers["if-match"];
  return !header || header === "*" ? null : header.replace(/^(?:W\/)?"(.*)"$/, "$1");
}

const requireInternal = ({ actor }: RequestContext, isInternal: boolean | undefined) => {
  if (isInternal && !may(actor, "comment.internal")) throw forbidden();
};

/** Reads the fields of a comment, and checks that its ticket exists. */
async function readCommentFields(
  { zone }: RouteServices,
  ctx: RequestContext,
  how: BodyUse,
  first?: () => Promise<unknown>,
) {
  const references = (values: { ticket?: string }) => ticketErrors(ctx.db, values);
  const values = await readFields(ctx.request, wire.commentFields, { how, zone, first, references });
  const errors = await references(values);
  if (Object.keys(errors).length === 0) return values;
  await first?.();
  throw invalid(errors);
}

export function commentRoutes(docket: RouteServices, desk: TicketDesk): Route[] {
  const change = (how: BodyUse) => async (ctx: RequestContext) => {
    const id = idOf(ctx);
    const values = await readCommentFields(docket, ctx, how, () => showComment(ctx, id));
    await updateComment(ctx.db, ctx.actor, id, values, expectedVersion(ctx));
    return showComment(ctx, id);
  };
  return [
    addCommentRoute(docket, desk),
    route(wire.listComments, async (ctx) => {
      const { ticket } = await filterIds(ctx.db, ctx.query, { ticket: "" });
      return { body: await listRows(ctx.db, commentView, ctx, docket.addresses, commentsFor(ctx.actor, ticket)) };
    }),
    route(wire.createComment, async (ctx) => {
      const values = await readCommentFields(docket, ctx, "create");
      requireInternal(ctx, values.is_internal);
      const { comment } = await addComment(ctx.db, ctx.actor, values.ticket!, values.text!, values.is_internal!);
      return showComment(ctx, comment);
    }),
    route(wire.showComment, (ctx) => showComment(ctx, idOf(ctx))),
    route(wire.updateComment, change("change")),
    route(wire.replaceComment, change("replace")),
    route(wire.deleteComment, async (ctx) => {
      await deleteComment(ctx.db, ctx.actor, idOf(ctx), expectedVersion(ctx));
      return {};
    }),
  ];
}

const addCommentRoute = (docket: RouteServices, desk: TicketDesk): Route =>
  route(addCommentEndpoint, async (ctx) => {
    const id = await requireMatch(ctx, idOf(ctx));
    const first = requireTicket(ctx, id);
    const { text, isInternal } = await newCommentOf(await readBodyAfter(ctx.request, first), docket.zone, first);
    requireInternal(ctx, isInternal);
    const returning = desk.ticketCache.needs(id);
    const ticket = await addComment(ctx.db, ctx.actor, id, text, isInternal, { returning });
    const context = renderContextOf(ctx.request, docket.addresses);
    return withETag(await showChanged(ctx.db, desk.ticketCache, ticket, context));
  });
