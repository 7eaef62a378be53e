import type { Values } from "../../wire/fields.ts";
import type { MacroInput } from "../../wire/macro-words.ts";
import type { MacroRow, macroFields } from "../../wire/macros.ts";
import { type FieldErrors, forbidden, invalid, noSuch } from "../../wire/problems.ts";
import { type MacroOwnership, macroVisibleTo, mayChangeMacro, mayGiveMacroTo } from "../access/macros.ts";
import { checkOwnLimit } from "../access/own-limit.ts";
import { teamAfter } from "../access/scopes.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { excerptOf } from "../platform/excerpt.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";
import { insertRow, jsonValues, updateRow } from "../platform/row-change.ts";
import { referenceErrors } from "../tickets/references.ts";
import { fullName } from "../users/names.ts";
import { textProblem } from "./render.ts";
import { savedFilesJson, setFiles } from "./saved-files.ts";

export type MacroValues = Partial<Values<typeof macroFields>>;

const MAX_MACROS = 500;

const columns = (
  sql: Parameters,
  actor: Actor,
) => `m.id, m.name, m.folder, m.scope, m.team, m.owner, ${fullName("u")} as owner_name,
  array(select jsonb_object_keys(m.texts)) as languages, m.is_internal, m.changes, m.inputs,
  (
    select count(*)::int
    from macro_uses x
    where x.macro = m.id and x.used_at > now() - interval '30 days') as uses,
  (select wire_time(max(x.used_at))
    from macro_uses x
    where x.macro = m.id and x.user_id = ${sql.add(actor.id)}::uuid) as last_used_at,
  wire_time(m.created_at) as created_at, wire_time(m.updated_at) as updated_at`;
const MACROS = "macros m left join users u on u.id = m.owner";

const shownTo =
  (actor: Actor) =>
  <T extends MacroOwnership>(row: T): T & { can_change: boolean } => ({
    ...row,
    can_change: mayChangeMacro(actor, row),
  });

// in the first language by name; without conditions, and with dots for placeholders
const EXCERPT = excerptOf(`(select regexp_replace(regexp_replace(value, '\\{%[^{}]*%\\}', '', 'g'),
    '\\{\\{[^{}]*\\}\\}', '…', 'g')
  from jsonb_each_text(m.texts) order by key limit 1)`);

export async function listMacros(db: Db, actor: Actor): Promise<object[]> {
  const sql = parameters();
  const rows = await query<MacroOwnership>(
    db,
    `select ${columns(sql, actor)}, coalesce(${EXCERPT}, '') as excerpt
     from ${MACROS}
     where ${macroVisibleTo(actor, sql)}
     order by lower(m.folder), lower(m.name), m.id`,
    sql.values,
  );
  return rows.map(shownTo(actor));
}

/** A macro with its texts, as far as this user may see it. */
export async function showMacro(db: Db, actor: Actor, id: string): Promise<MacroRow> {
  const sql = parameters();
  const [row] = await query<Omit<MacroRow, "can_change">>(
    db,
    `select ${columns(sql, actor)}, m.texts, ${savedFilesJson("macro")} as files
     from ${MACROS}
     where m.id = ${sql.add(id)} and ${macroVisibleTo(actor, sql)}`,
    sql.values,
  );
  if (!row) throw noSuch("Macro");
  return shownTo(actor)(row);
}

const JSON_COLUMNS = ["texts", "changes", "inputs"] as const;
const columnsOf = ({ files: _, ...values }: MacroValues): Record<string, unknown> => jsonValues(values, JSON_COLUMNS);

export function createMacro(db: Db, actor: Actor, values: MacroValues): Promise<string> {
  return transact(db, async (db) => {
    await checkMacro(db, actor, { files: [], ...values } as CheckedValues);
    await checkOwnLimit(db, actor, { table: "macros", max: MAX_MACROS, records: "macros" });
    const id = await insertRow(db, "macros", { ...columnsOf(values), owner: actor.id }, {});
    if (values.files?.length) await setFiles(db, actor.id, { macro: id }, values.files);
    return id;
  });
}

export function updateMacro(db: Db, actor: Actor, id: string, values: MacroValues): Promise<void> {
  return transact(db, async (db) => {
    const macro = await lockMacro(db, actor, id);
    const next = { ...macro, ...values, team: teamAfter(macro, values) };
    await checkMacro(db, actor, next);
    await updateRow(db, "macros", id, columnsOf({ ...values, team: next.team }), {});
    if (values.files) await setFiles(db, actor.id, { macro: id }, values.files);
  });
}

export function deleteMacro(db: Db, actor: Actor, id: string): Promise<void> {
  return transact(db, async (db) => {
    await lockMacro(db, actor, id);
    await query(db, "delete from macros where id = $1", [id]);
  });
}

type CheckedValues = Required<Pick<MacroValues, "scope" | "team" | "texts" | "changes" | "inputs" | "files">>;

async function lockMacro(db: Db, actor: Actor, id: string): Promise<CheckedValues & MacroOwnership> {
  const sql = parameters();
  const [row] = await query<CheckedValues & MacroOwnership>(
    db,
    `select m.owner, m.scope, m.team, m.texts, m.changes, m.inputs,
       array(select f.id::text from saved_files f where f.macro = m.id) as files
     from macros m
     where m.id = ${sql.add(id)} and ${macroVisibleTo(actor, sql)}
     for update`,
    sql.values,
  );
  if (!row) throw noSuch("Macro");
  if (!mayChangeMacro(actor, row)) throw forbidden();
  return row;
}

/** Refuses a macro that could not be applied: checks its texts, its audience and its changes. */
async function checkMacro(
  db: Db,
  actor: Actor,
  { scope, team, texts, changes, inputs, files }: CheckedValues,
): Promise<void> {
  const errors: FieldErrors = {};
  if (scope === "team" && team === "") errors.team = ["Choose a team."];
  else if (scope !== "team" && team !== "") errors.team = ["Only a macro with the scope `team` has a team."];
  else if (scope === "team" && !mayGiveMacroTo(actor, team)) errors.team = ["You are not in this team."];
  const problems = await textProblems(texts, inputs);
  if (problems.length > 0) errors.texts = problems;
  else if (Object.keys(texts).length === 0 && Object.keys(changes).length === 0)
    errors.texts = ["Write a text or choose a change."];
  else if (Object.keys(texts).length === 0 && files.length > 0) errors.texts = ["Write a text: files go with a reply."];
  const references = await referenceErrors(db, { assigned_to: changes.assigned_to as string | null }, undefined);
  if (references.assigned_to) errors.changes = references.assigned_to.map((text) => `assigned_to: ${text}`);
  if (Object.keys(errors).length > 0) throw invalid(errors);
}

async function textProblems(texts: Record<string, string>, inputs: readonly MacroInput[]): Promise<string[]> {
  const names = inputs.map(({ name }) => name);
  const problems: string[] = [];
  for (const [language, html] of Object.entries(texts)) {
    const problem = await textProblem(html, names);
    if (problem) problems.push(`${language}: ${problem}`);
  }
  return problems;
}

/** Counts a user's applications of a macro to tickets. */
export const countUses = (db: Db, user: string | null, macro: string, tickets: readonly string[]) =>
  query(
    db,
    `insert into macro_uses (macro, ticket, user_id)
     select m.id, t.id, $3
     from macros m
     cross join unnest($2::uuid[]) t (id)
     where m.id = $1`,
    [macro, tickets, user],
  );

/** Deletes the private macros of deleted users, which nobody else can see. */
export const deleteOrphanedMacros = (db: Db) => query(db, "delete from macros where owner is null and scope = 'own'");
