import * as wire from "../../wire/attachments.ts";
import { invalid, noSuch } from "../../wire/problems.ts";
import { mediaOf } from "../platform/addresses.ts";
import { readFields } from "../platform/bodies.ts";
import type { RouteServices } from "../platform/docket.ts";
import { filterIds } from "../platform/filters.ts";
import { type Answer, type RequestContext, type Route, route, slowRoute } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { listRows, type RowView, showRow } from "../platform/row-list.ts";
import { detach, rename, replaceFile } from "./attachments.ts";
import { shownFileName } from "./file-names.ts";
import { replacement, takeIn } from "./receive-file.ts";
import { attachmentsFor, attachmentView } from "./rows.ts";
import { removeFiles } from "./unclaimed.ts";
import { uploadAttachment } from "./upload.ts";

const viewOf = ({ addresses, links }: RouteServices, { request }: RequestContext): RowView =>
  attachmentView((file) => mediaOf(request, addresses) + links.sign(file, links.period(Date.now())));

export function attachmentRoutes(docket: RouteServices): Route[] {
  const show = async (ctx: RequestContext, id: string) => {
    const body = await showRow(ctx.db, viewOf(docket, ctx), ctx, id, attachmentsFor(ctx.actor));
    if (!body) throw noSuch("TicketAttachment");
    return { body };
  };
  return [
    route(wire.listAttachments, async (ctx) => {
      const { ticket } = await filterIds(ctx.db, ctx.query, { ticket: "" });
      const conditions = attachmentsFor(ctx.actor, ticket);
      return { body: await listRows(ctx.db, viewOf(docket, ctx), ctx, docket.addresses, conditions) };
    }),
    slowRoute(
      wire.uploadAttachment,
      (ctx) => takeIn(docket, ctx),
      async (ctx, payload) => show(ctx, await uploadAttachment(ctx.db, ctx.actor, payload)),
    ),
    route(wire.showAttachment, async (ctx) => show(ctx, idOf(ctx))),
    ...changeRoutes(docket, show),
  ];
}

function changeRoutes(docket: RouteServices, show: (ctx: RequestContext, id: string) => Promise<Answer>): Route[] {
  const { zone } = docket;
  return [
    route(wire.renameAttachment, async (ctx) => {
      const id = idOf(ctx);
      const { name } = await readFields(ctx.request, wire.attachmentFields, {
        how: "change",
        zone,
        first: () => show(ctx, id),
      });
      const clean = name === undefined ? undefined : shownFileName(name);
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
