import * as wire from "../../wire/bulk.ts";
import { previewMacroForMany } from "../../wire/bulk-macros.ts";
import { previewBulkChange } from "../../wire/bulk-preview.ts";
import { check, type Values } from "../../wire/fields.ts";
import { may } from "../../wire/permissions.ts";
import { type FieldErrors, forbidden, invalid, noSuch, Problem } from "../../wire/problems.ts";
import { maySetFields } from "../../wire/ticket-fields.ts";
import { inboxFilter } from "../inbox/filter.ts";
import { showMacro } from "../macros/macros.ts";
import type { Mail } from "../mailboxes/mail.ts";
import { readFields } from "../platform/bodies.ts";
import type { Db } from "../platform/database.ts";
import { type RequestContext, type Route, route } from "../platform/front-door.ts";
import { idOf } from "../platform/path-ids.ts";
import { listRows, type RowView, showRow } from "../platform/row-list.ts";
import type { ManyChanges } from "../tickets/many.ts";
import { referenceErrors } from "../tickets/references.ts";
import { requireOwn, type Selection, startBulk, stopBulk, undoBulk } from "./bulk.ts";
import { forecast } from "./forecast.ts";
import { macroForMany } from "./messages.ts";
import { previewForMany } from "./preview.ts";
import { bulkChange, bulkChangeInList, failures, skips } from "./view.ts";

type BulkFields = Partial<Values<typeof wire.bulkFields>>;

export function bulkRoutes({ zone, addresses, undoMs, mailOut }: Mail): Route[] {
  const show = async (ctx: RequestContext, id: string) => {
    await requireOwn(ctx.db, ctx.actor, id);
    const body = await showRow(ctx.db, bulkChange, ctx, id);
    if (!body) throw noSuch("BulkChange");
    return { body };
  };
  const itemsOf = (items: { view: RowView; condition: string }) => async (ctx: RequestContext) => {
    const id = idOf(ctx);
    await requireOwn(ctx.db, ctx.actor, id);
    const body = await listRows(ctx.db, items.view, ctx, addresses, (sql) => [
      `i.bulk_change = ${sql.add(id)}`,
      items.condition,
    ]);
    return { body };
  };
  return [
    route(wire.startBulkChange, async (ctx) => show(ctx, await start(ctx, zone, undoMs))),
    route(previewBulkChange, async (ctx) => ({ body: await countEmails(ctx, zone, mailOut) })),
    route(previewMacroForMany, async (ctx) => ({ body: await preview(ctx, zone) })),
    route(wire.listBulkChanges, async (ctx) => ({
      body: await listRows(ctx.db, bulkChangeInList, ctx, addresses, (sql) =>
        may(ctx.actor, "bulk.manage_any") ? [] : [`b.created_by = ${sql.add(ctx.actor.id)}`],
      ),
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

/** Starts the change that a request asks for, and returns its ID. */
async function start(ctx: RequestContext, zone: string, delayMs: number): Promise<string> {
  const { fields, macro, selection } = await readChange(ctx, zone, wire.bulkFields);
  return startBulk(ctx.db, ctx.actor, selection, { ...macro, notify: fields.notify!, delayMs });
}

/** The emails that the change that a request describes would cause. */
async function countEmails(ctx: RequestContext, zone: string, mailOut: Mail["mailOut"]) {
  const { macro, selection } = await readChange(ctx, zone, previewBulkChange.body);
  return forecast(ctx.db, mailOut, ctx.actor, selection, macro);
}

/** The change that a request asks for, and its tickets. */
async function readChange(ctx: RequestContext, zone: string, body: typeof previewBulkChange.body) {
  const fields: BulkFields = await readFields(ctx.request, body, { how: "create", zone });
  const macro = (await macroOf(ctx, fields)) ?? {
    macro: null,
    changes: await changesOf(ctx.db, fields, zone),
    message: null,
  };
  const { changes } = macro;
  if (!maySetFields(ctx.actor, Object.keys(changes))) throw forbidden();
  if (changes.is_deleted === false && !may(ctx.actor, "ticket.restore_any")) throw forbidden();
  return { fields, macro, selection: selectionOf(ctx, fields, changes, zone) };
}

/** What a macro would do to the tickets that a request chooses. */
async function preview(ctx: RequestContext, zone: string) {
  const id = idOf(ctx);
  await showMacro(ctx.db, ctx.actor, id);
  const fields = await readFields(ctx.request, previewMacroForMany.body, { how: "create", zone });
  const macro = await macroOf(ctx, { ...fields, macro: id });
  return previewForMany(ctx.db, ctx.actor, selectionOf(ctx, fields, macro!.changes, zone), macro!);
}

/** The macro to apply, if one was sent, with its own changes. */
async function macroOf({ db, actor }: RequestContext, { macro, inputs, is_internal, changes }: BulkFields) {
  if (!macro) return null;
  if (changes !== undefined) throw invalid({ changes: ["Send either `changes` or `macro`."] });
  return macroForMany(db, actor, { macro, inputs: inputs!, is_internal });
}

/** The requested changes, checked like a single change; errors are reported under `changes`. */
async function changesOf(db: Db, fields: BulkFields, zone: string): Promise<ManyChanges> {
  if (fields.changes === undefined) throw invalid({ changes: ["This field is required."] });
  const { values, errors } = check(wire.requestedChanges, fields.changes, { partial: true, zone });
  const allErrors: FieldErrors = {
    ...errors,
    ...(await referenceErrors(db, { assigned_to: values.assigned_to }, undefined)),
  };
  if (!allErrors.is_deleted && values.is_deleted !== undefined && Object.keys(fields.changes!).length > 1)
    allErrors.is_deleted = ["`is_deleted` cannot be combined with other changes."];
  if (values.is_handover !== undefined && values.assigned_to === undefined)
    allErrors.is_handover = ["Send `assigned_to`, too."];
  if (Object.keys(allErrors).length > 0) throw new Problem(400, { changes: allErrors });
  if (Object.keys(values).length === 0) throw invalid({ changes: ["Send at least one change."] });
  return values;
}

function selectionOf(ctx: RequestContext, fields: BulkFields, { is_deleted }: ManyChanges, zone: string): Selection {
  if ((fields.ids === undefined) === (fields.filter === undefined))
    throw invalid({ ids: ["Send either `ids` or `filter`."] });
  const base = { except: fields.except ?? [], expected: fields.expected ?? null };
  if (fields.ids) return { ...base, ids: fields.ids };
  const { where, isTrash } = inboxFilter(fields.filter!, ctx.actor, zone);
  if (isTrash && is_deleted !== false) throw invalid({ filter: ["Tickets in the trash can only be restored."] });
  if (!isTrash && is_deleted === false) throw invalid({ filter: ["Only tickets in the trash can be restored."] });
  return { ...base, where };
}
