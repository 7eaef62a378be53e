import * as wire from "../../wire/bulk.ts";
import { check, type Values } from "../../wire/fields.ts";
import { may } from "../../wire/permissions.ts";
import { type FieldErrors, forbidden, invalid, Problem } from "../../wire/problems.ts";
import { maySetFields } from "../../wire/ticket-fields.ts";
import { inboxFilter } from "../inbox/filter.ts";
import { showMacro } from "../macros/macros.ts";
import type { Actor } from "../platform/actor.ts";
import type { Db } from "../platform/database.ts";
import type { ManyChanges } from "../tickets/many.ts";
import { referenceErrors } from "../tickets/references.ts";
import type { BulkSelection } from "./bulk.ts";
import { type ManyMacro, macroForMany } from "./messages.ts";

// The rules for what a user may ask for: which changes, of which tickets.

type BulkFields = Partial<Values<typeof wire.bulkFields>>;

/** A bulk change that a user may make, and its tickets. */
export interface BulkRequest {
  change: ManyMacro;
  selection: BulkSelection;
}

/** The changes or the macro that a user asks for. */
export async function bulkRequest(db: Db, actor: Actor, zone: string, fields: BulkFields): Promise<BulkRequest> {
  const change = fields.macro
    ? await macroOf(db, actor, fields.macro, fields)
    : { macro: null, changes: await changesOf(db, zone, fields), message: null };
  const { changes } = change;
  if (!maySetFields(actor, Object.keys(changes))) throw forbidden();
  if (changes.is_deleted === false && !may(actor, "ticket.restore_any")) throw forbidden();
  return { change, selection: selectionOf(actor, zone, fields, changes) };
}

/** A macro that a user wants to see applied to many tickets. A missing macro is reported before wrong fields. */
export async function macroRequest(
  db: Db,
  actor: Actor,
  zone: string,
  macro: string,
  read: () => Promise<BulkFields>,
): Promise<BulkRequest> {
  await showMacro(db, actor, macro);
  const fields = await read();
  const change = await macroOf(db, actor, macro, fields);
  return { change, selection: selectionOf(actor, zone, fields, change.changes) };
}

/** A macro with its own changes. */
async function macroOf(db: Db, actor: Actor, macro: string, fields: BulkFields): Promise<ManyMacro> {
  const { inputs, is_internal, changes } = fields;
  if (changes !== undefined) throw invalid({ changes: ["Send either `changes` or `macro`."] });
  return macroForMany(db, actor, { macro, inputs: inputs!, is_internal });
}

/** The requested changes, checked like a single change; errors are reported under `changes`. */
async function changesOf(db: Db, zone: string, { changes }: BulkFields): Promise<ManyChanges> {
  if (changes === undefined) throw invalid({ changes: ["This field is required."] });
  const { values, errors } = check(wire.requestedChanges, changes, { partial: true, zone });
  const allErrors: FieldErrors = {
    ...errors,
    ...(await referenceErrors(db, { assigned_to: values.assigned_to }, undefined)),
  };
  if (!allErrors.is_deleted && values.is_deleted !== undefined && Object.keys(changes!).length > 1)
    allErrors.is_deleted = ["`is_deleted` cannot be combined with other changes."];
  if (values.is_handover !== undefined && values.assigned_to === undefined)
    allErrors.is_handover = ["Send `assigned_to`, too."];
  if (Object.keys(allErrors).length > 0) throw new Problem(400, { changes: allErrors });
  if (Object.keys(values).length === 0) throw invalid({ changes: ["Send at least one change."] });
  return values;
}

/** The tickets with these IDs, or those that match a filter. */
function selectionOf(actor: Actor, zone: string, fields: BulkFields, { is_deleted }: ManyChanges): BulkSelection {
  const { ids, filter, except = [], expected = null } = fields;
  if ((ids === undefined) === (filter === undefined)) throw invalid({ ids: ["Send either `ids` or `filter`."] });
  if (ids) return { except, expected, ids };
  const { where, isTrash } = inboxFilter(filter!, actor, zone);
  if (isTrash && is_deleted !== false) throw invalid({ filter: ["Tickets in the trash can only be restored."] });
  if (!isTrash && is_deleted === false) throw invalid({ filter: ["Only tickets in the trash can be restored."] });
  return { except, expected, where };
}
