import * as wire from "../../wire/comments.ts";
import { check, notADictionary } from "../../wire/fields.ts";
import { may } from "../../wire/permissions.ts";
import { type FieldErrors, failed, forbidden, invalid, noSuch } from "../../wire/problems.ts";
import { pythonText } from "../../wire/python-values.ts";
import { addComment as addCommentEndpoint } from "../../wire/tickets.ts";
import { visibleTo } from "../access/visible.ts";
import { type How, readBody, readFields } from "../platform/bodies.ts";
import { type Db, query } from "../platform/database.ts";
import type { Services } from "../platform/docket.ts";
import { filterIds } from "../platform/filters.ts";
import { type RequestContext, type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { listRows, type RowView, showRow } from "../platform/row-list.ts";
import type { TicketDesk } from "../tickets/list.ts";
import { requireTicket, showChanged, ticketOf } from "../tickets/routes.ts";
import { commentFields } from "../tickets/ticket-json.ts";
import { addComment, deleteComment, updateComment } from "./comments.ts";

const sortable = (column: string, type: string) => ({ expression: `m.${column}`, type });
const view: RowView = {
  size: "octet_length(m.text)",
  from: "comments m join tickets t on t.id = m.ticket and t.deleted_at is null left join users w on w.id = m.author",
  columns: commentFields,
  sortable: {
    created_at: sortable("created_at", "timestamptz"),
    updated_at: sortable("updated_at", "timestamptz"),
    text: sortable("text", "text"),
    is_internal: sortable("is_internal", "boolean"),
    author: sortable("author", "uuid"),
    ticket: sortable("ticket", "uuid"),
    id: sortable("id", "uuid"),
  },
  order: [{ ...sortable("created_at", "timestamptz"), descending: false }],
  end: [
    { ...sortable("created_at", "timestamptz"), descending: true },
    { ...sortable("id", "uuid"), descending: false },
  ],
};

async function ticketErrors(db: Db, { ticket }: { ticket?: string }): Promise<FieldErrors> {
  if (!ticket || (await query(db, "select 1 from tickets where id = $1 and deleted_at is null", [ticket])).length > 0)
    return {};
  return { ticket: [`Invalid pk "${ticket}" - object does not exist.`] };
}

async function readCommentFields({ zone }: Services, ctx: RequestContext, how: How, first?: () => Promise<unknown>) {
  const values = await readFields(ctx.request, wire.commentFields, {
    how,
    zone,
    first,
    references: (values) => ticketErrors(ctx.db, values),
  });
  const errors = await ticketErrors(ctx.db, values);
  if (errors.ticket) {
    await first?.();
    throw invalid(errors);
  }
  return values;
}

/** A comment with its version as ETag: the time of its last change, which its ticket's JSON contains as well. */
async function show(ctx: RequestContext, id: string): Promise<{ body: string; headers: { etag: string } }> {
  // read before the comment itself: a change in between is refused later, not overwritten
  const [comment] = await query<{ version: string }>(
    ctx.db,
    "select wire_time(updated_at) as version from comments where id = $1",
    [id],
  );
  const body = await showRow(ctx.db, view, ctx, id, (sql) => [visibleTo(ctx.actor, sql)]);
  if (!body || !comment) throw noSuch("TicketComment");
  return { body, headers: { etag: `"${comment.version}"` } };
}

/** The version that the caller has read (If-Match); null if it does not say. */
function expectedVersion({ request }: RequestContext): string | null {
  const header = request.headers["if-match"];
  return !header || header === "*" ? null : header.replace(/^(?:W\/)?"(.*)"$/, "$1");
}

/** The text of add_comment: any text that is not empty, not trimmed; with the original's own error for none. */
async function readAddComment(
  docket: Services,
  ctx: RequestContext,
  id: string,
): Promise<{ text: string; isInternal: boolean }> {
  const first = requireTicket(ctx, id);
  const { data, isForm } = await readBody(ctx.request).catch(async (problem: unknown) => {
    await first();
    throw problem;
  });
  const problem = notADictionary(data);
  const body = (problem ? {} : data) as { text?: unknown };
  const isEmpty = !body.text || (typeof body.text === "object" && Object.keys(body.text).length === 0);
  const text = pythonText(body.text ?? "");
  const { values, errors } = check({ is_internal: addCommentEndpoint.body.is_internal }, problem ? {} : data, {
    zone: docket.zone,
    form: isForm,
  });
  const fault = check({ text: wire.commentFields.text }, { text }, { zone: docket.zone }).errors;
  const isBlank = isEmpty || fault?.text?.[0] === "This field may not be blank.";
  if (!problem && !isBlank && !errors && !fault) return { text, isInternal: values.is_internal ?? false };
  await first();
  if (problem) throw invalid({ non_field_errors: [problem] });
  if (isBlank) throw failed(400, "text is required");
  throw invalid({ ...fault, ...errors });
}

const requireInternal = ({ actor }: RequestContext, isInternal: boolean | undefined) => {
  if (isInternal && !may(actor, "comment.internal")) throw forbidden();
};

export function commentRoutes(docket: Services, desk: TicketDesk): Route[] {
  const change = (how: How) => async (ctx: RequestContext) => {
    const id = idOf(ctx);
    const values = await readCommentFields(docket, ctx, how, () => show(ctx, id));
    await updateComment(ctx.db, ctx.actor, id, values, expectedVersion(ctx));
    return show(ctx, id);
  };
  return [
    route(addCommentEndpoint, async (ctx) => {
      const id = await ticketOf(ctx);
      const { text, isInternal } = await readAddComment(docket, ctx, id);
      requireInternal(ctx, isInternal);
      await addComment(ctx.db, ctx.actor, id, text, isInternal);
      return showChanged(docket, desk, ctx, id);
    }),
    route(wire.listComments, async (ctx) => {
      const { ticket } = await filterIds(ctx.db, ctx.query, { ticket: "" });
      return {
        body: await listRows(ctx.db, view, ctx, docket.addresses, (sql) => [
          visibleTo(ctx.actor, sql),
          ...(ticket ? [`m.ticket = ${sql.add(ticket)}`] : []),
        ]),
      };
    }),
    route(wire.createComment, async (ctx) => {
      const values = await readCommentFields(docket, ctx, "create");
      requireInternal(ctx, values.is_internal);
      const { comment } = await addComment(ctx.db, ctx.actor, values.ticket!, values.text!, values.is_internal!);
      return show(ctx, comment);
    }),
    route(wire.showComment, (ctx) => show(ctx, idOf(ctx))),
    route(wire.updateComment, change("change")),
    route(wire.replaceComment, change("replace")),
    route(wire.deleteComment, async (ctx) => {
      await deleteComment(ctx.db, ctx.actor, idOf(ctx), expectedVersion(ctx));
      return {};
    }),
  ];
}
