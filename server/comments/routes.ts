import * as wire from "../../wire/comments.ts";
import { may } from "../../wire/permissions.ts";
import { forbidden } from "../../wire/problems.ts";
import { addComment as addCommentEndpoint } from "../../wire/tickets.ts";
import { visibleTo } from "../access/visible.ts";
import type { How } from "../platform/bodies.ts";
import type { Services } from "../platform/docket.ts";
import { filterIds } from "../platform/filters.ts";
import { type RequestContext, type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { listRows } from "../platform/row-list.ts";
import type { TicketDesk } from "../tickets/list.ts";
import { showChanged, ticketOf } from "../tickets/view.ts";
import { addComment, deleteComment, updateComment } from "./comments.ts";
import { readAddComment, readCommentFields } from "./read-body.ts";
import { commentView, showComment } from "./view.ts";

/** The version that the caller read (If-Match); null if the header is missing. */
function expectedVersion({ request }: RequestContext): string | null {
  const header = request.headers["if-match"];
  return !header || header === "*" ? null : header.replace(/^(?:W\/)?"(.*)"$/, "$1");
}

const requireInternal = ({ actor }: RequestContext, isInternal: boolean | undefined) => {
  if (isInternal && !may(actor, "comment.internal")) throw forbidden();
};

export function commentRoutes(docket: Services, desk: TicketDesk): Route[] {
  const change = (how: How) => async (ctx: RequestContext) => {
    const id = idOf(ctx);
    const values = await readCommentFields(docket, ctx, how, () => showComment(ctx, id));
    await updateComment(ctx.db, ctx.actor, id, values, expectedVersion(ctx));
    return showComment(ctx, id);
  };
  return [
    route(addCommentEndpoint, async (ctx) => {
      const id = await ticketOf(ctx);
      const { text, isInternal } = await readAddComment(docket, ctx, id);
      requireInternal(ctx, isInternal);
      const returning = desk.ticketCache.needs(id);
      const ticket = await addComment(ctx.db, ctx.actor, id, text, isInternal, { returning });
      return showChanged(docket, desk, ctx, ticket);
    }),
    route(wire.listComments, async (ctx) => {
      const { ticket } = await filterIds(ctx.db, ctx.query, { ticket: "" });
      return {
        body: await listRows(ctx.db, commentView, ctx, docket.addresses, (sql) => [
          visibleTo(ctx.actor, sql),
          ...(ticket ? [`m.ticket = ${sql.add(ticket)}`] : []),
        ]),
      };
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
