import * as wire from "../../wire/attachments.ts";
import { invalid, noSuch } from "../../wire/problems.ts";
import { visibleTo } from "../access/visible.ts";
import { mediaOf } from "../platform/addresses.ts";
import { readFields } from "../platform/bodies.ts";
import type { Services } from "../platform/docket.ts";
import { filterIds } from "../platform/filters.ts";
import { type Answer, type RequestContext, type Route, route, slowRoute } from "../platform/front-door.ts";
import { newestFirst, sortColumns } from "../platform/paging.ts";
import { idOf } from "../platform/path-ids.ts";
import { listRows, type RowView, showRow } from "../platform/row-list.ts";
import { attachmentFields } from "../tickets/ticket-json.ts";
import { detach, rename, replaceFile } from "./attachments.ts";
import { shownName } from "./file-names.ts";
import { replacement, takeIn } from "./receive-file.ts";
import { removeFiles } from "./unclaimed.ts";
import { upload } from "./upload.ts";

const sortable = sortColumns("a");

const viewOf = ({ addresses, links }: Services, { request }: RequestContext): RowView => ({
  from: `attachments a
    join tickets t on t.id = a.ticket and t.deleted_at is null
    left join users w on w.id = a.uploaded_by`,
  columns: attachmentFields,
  sortable: {
    created_at: sortable("created_at", "timestamptz"),
    name: sortable("name", "text"),
    size: sortable("size", "bigint"),
    uploaded_by: sortable("uploaded_by", "uuid"),
    ticket: sortable("ticket", "uuid"),
    file: sortable("file", "text"),
    id: sortable("id", "uuid"),
  },
  order: [],
  end: newestFirst("a"),
  finish: (json) => {
    const row = JSON.parse(json) as { file?: string };
    if (row.file === undefined) return json;
    const file = mediaOf(request, addresses) + links.sign(row.file, links.period(Date.now()));
    return JSON.stringify({ ...row, file });
  },
});

export function attachmentRoutes(docket: Services): Route[] {
  const show = async (ctx: RequestContext, id: string) => {
    const body = await showRow(ctx.db, viewOf(docket, ctx), ctx, id, (sql) => [visibleTo(ctx.actor, sql)]);
    if (!body) throw noSuch("TicketAttachment");
    return { body };
  };
  return [
    route(wire.listAttachments, async (ctx) => {
      const { ticket } = await filterIds(ctx.db, ctx.query, { ticket: "" });
      return {
        body: await listRows(ctx.db, viewOf(docket, ctx), ctx, docket.addresses, (sql) => [
          visibleTo(ctx.actor, sql),
          ...(ticket ? [`a.ticket = ${sql.add(ticket)}`] : []),
        ]),
      };
    }),
    slowRoute(
      wire.uploadAttachment,
      (ctx) => takeIn(docket, ctx),
      async (ctx, payload) => show(ctx, await upload(ctx.db, ctx.actor, payload)),
    ),
    route(wire.showAttachment, async (ctx) => show(ctx, idOf(ctx))),
    ...changeRoutes(docket, show),
  ];
}

function changeRoutes(docket: Services, show: (ctx: RequestContext, id: string) => Promise<Answer>): Route[] {
  const { zone } = docket;
  return [
    route(wire.renameAttachment, async (ctx) => {
      const id = idOf(ctx);
      const { name } = await readFields(ctx.request, wire.attachmentFields, {
        how: "change",
        zone,
        first: () => show(ctx, id),
      });
      const clean = name === undefined ? undefined : shownName(name);
      if (clean === null) throw invalid({ name: ["This field may not be blank."] });
      if (clean !== undefined) await rename(ctx.db, ctx.actor, id, clean);
      return show(ctx, id);
    }),
    slowRoute(
      wire.replaceAttachment,
      async (ctx) => {
        await show(ctx, idOf(ctx));
        return replacement(docket, ctx);
      },
      async (ctx, { file }) => {
        const id = idOf(ctx);
        await removeFiles(ctx.db, docket, [await replaceFile(ctx.db, ctx.actor, id, file)]);
        return show(ctx, id);
      },
    ),
    route(wire.deleteAttachment, async (ctx) => {
      await removeFiles(ctx.db, docket, [await detach(ctx.db, ctx.actor, idOf(ctx))]);
      return {};
    }),
  ];
}
