import * as wire from "../../wire/bulk.ts";
import { previewMacroForMany } from "../../wire/bulk-macros.ts";
import { previewBulkChange } from "../../wire/bulk-preview.ts";
import { noSuch } from "../../wire/problems.ts";
import type { Mail } from "../mailboxes/mail.ts";
import { readFields } from "../platform/bodies.ts";
import { type RequestContext, type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { listRows, showRow } from "../platform/row-list.ts";
import { requireOwn, startBulk, stopBulk, undoBulk } from "./bulk.ts";
import { forecast } from "./forecast.ts";
import { previewForMany } from "./preview.ts";
import { bulkRequest, macroRequest } from "./request.ts";
import { type BulkItemList, bulkChange, bulkChangeInList, bulkChangesOf, failures, skips } from "./view.ts";

export const bulkRoutes = (mail: Mail): Route[] => [...startRoutes(mail), ...progressRoutes(mail)];

async function show(ctx: RequestContext, id: string) {
  await requireOwn(ctx.db, ctx.actor, id);
  const body = await showRow(ctx.db, bulkChange, ctx, id);
  if (!body) throw noSuch("BulkChange");
  return { body };
}

/** Starting a change, and seeing before what it would do. */
function startRoutes({ zone, undoMs, mailOut }: Mail): Route[] {
  const how = { how: "create", zone } as const;
  return [
    route(wire.startBulkChange, async (ctx) => {
      const { notify, ...fields } = await readFields(ctx.request, wire.bulkFields, how);
      const { change, selection } = await bulkRequest(ctx.db, ctx.actor, zone, fields);
      const options = { ...change, notify: notify!, delayMs: undoMs };
      return show(ctx, await startBulk(ctx.db, ctx.actor, selection, options));
    }),
    route(previewBulkChange, async (ctx) => {
      const fields = await readFields(ctx.request, previewBulkChange.body, how);
      const { change, selection } = await bulkRequest(ctx.db, ctx.actor, zone, fields);
      return { body: await forecast(ctx.db, mailOut, ctx.actor, selection, change) };
    }),
    route(previewMacroForMany, async (ctx) => {
      const readBody = () => readFields(ctx.request, previewMacroForMany.body, how);
      const { change, selection } = await macroRequest(ctx.db, ctx.actor, zone, idOf(ctx), readBody);
      return { body: await previewForMany(ctx.db, ctx.actor, selection, change) };
    }),
  ];
}

/** What has become of a change; stopping and undoing it. */
function progressRoutes({ addresses }: Mail): Route[] {
  const itemsOf = (items: BulkItemList) => async (ctx: RequestContext) => {
    const id = idOf(ctx);
    await requireOwn(ctx.db, ctx.actor, id);
    return { body: await listRows(ctx.db, items.view, ctx, addresses, items.of(id)) };
  };
  return [
    route(wire.listBulkChanges, async (ctx) => ({
      body: await listRows(ctx.db, bulkChangeInList, ctx, addresses, bulkChangesOf(ctx.actor)),
    })),
    route(wire.showBulkChange, (ctx) => show(ctx, idOf(ctx))),
    route(wire.listBulkFailures, itemsOf(failures)),
    route(wire.listBulkSkipped, itemsOf(skips)),
    route(wire.stopBulkChange, async (ctx) => {
      await stopBulk(ctx.db, ctx.actor, idOf(ctx));
      return show(ctx, idOf(ctx));
    }),
    route(wire.undoBulkChange, async (ctx) => {
      await undoBulk(ctx.db, ctx.actor, idOf(ctx));
      return show(ctx, idOf(ctx));
    }),
  ];
}
