import type { Values } from "../../wire/fields.ts";
import { conflict, errorLines, type FieldErrors, forbidden, invalid, noSuch } from "../../wire/problems.ts";
import { TEMPLATE_PLACEHOLDERS } from "../../wire/template-words.ts";
import type { TemplateRow, templateFields } from "../../wire/ticket-templates.ts";
import { checkOwnLimit } from "../access/own-limit.ts";
import { type Ownership, scopeRules, teamAfter } from "../access/scopes.ts";
import { textProblem } from "../macros/render.ts";
import { savedFilesJson, setFiles } from "../macros/saved-files.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";
import { insertRow, jsonValues, updateRow } from "../platform/row-change.ts";
import { referenceErrors } from "../tickets/references.ts";
import type { TicketValues } from "../tickets/tickets.ts";
import { fullName } from "../users/names.ts";
import { checkFields } from "./missing.ts";

export type TemplateInput = Partial<Values<typeof templateFields>>;

const MAX_TEMPLATES = 500;
const rules = scopeRules("template.use", "template.change_any");

/** The condition that an actor may see and use a ticket template. */
export const templateVisibleTo = (actor: Actor, sql: Parameters, template = "m") =>
  rules.visibleTo(actor, sql, template);

const COLUMNS = `m.id, m.name, m.folder, m.scope, m.team, m.owner, ${fullName("u")} as owner_name,
  m.subject, m.description, m.fields, m.checklist, m.inputs,
  ${savedFilesJson("template")} as files,
  wire_time(m.created_at) as created_at, wire_time(m.updated_at) as updated_at`;

type StoredTemplate = Omit<TemplateRow, "can_change" | "missing" | "names">;

async function read(db: Db, actor: Actor, id: string | null): Promise<TemplateRow[]> {
  const sql = parameters();
  const rows = await query<StoredTemplate>(
    db,
    `select ${COLUMNS}
     from ticket_templates m
     left join users u on u.id = m.owner
     where ${id === null ? "true" : `m.id = ${sql.add(id)}`}
       and ${templateVisibleTo(actor, sql)}
     order by lower(m.folder), lower(m.name), m.id`,
    sql.values,
  );
  const checks = await checkFields(
    db,
    rows.map(({ fields }) => fields),
  );
  return rows.map((row, at) => ({ ...row, ...checks[at]!, can_change: rules.mayChange(actor, row) }));
}

export const listTemplates = (db: Db, actor: Actor): Promise<TemplateRow[]> => read(db, actor, null);

export async function showTemplate(db: Db, actor: Actor, id: string): Promise<TemplateRow> {
  const [row] = await read(db, actor, id);
  if (!row) throw noSuch("TicketTemplate");
  return row;
}

/** A template for an automatic ticket, whoever may see it. */
export async function readTemplate(db: Db, id: string): Promise<Omit<TemplateRow, "can_change">> {
  const [row] = await query<StoredTemplate>(
    db,
    `select ${COLUMNS}
     from ticket_templates m
     left join users u on u.id = m.owner
     where m.id = $1`,
    [id],
  );
  if (!row) throw noSuch("TicketTemplate");
  const [checks] = await checkFields(db, [row.fields]);
  return { ...row, ...checks! };
}

const JSON_COLUMNS = ["fields", "checklist", "inputs"] as const;
const columnsOf = ({ files: _, ...values }: TemplateInput): Record<string, unknown> => jsonValues(values, JSON_COLUMNS);

export function createTemplate(db: Db, actor: Actor, values: TemplateInput): Promise<string> {
  return transact(db, async (db) => {
    await checkTemplate(db, actor, values as CheckedValues, {});
    await checkOwnLimit(db, actor, { table: "ticket_templates", max: MAX_TEMPLATES, records: "ticket templates" });
    const id = await insertRow(db, "ticket_templates", { ...columnsOf(values), owner: actor.id }, {});
    if (values.files?.length) await setFiles(db, actor.id, { template: id }, values.files);
    return id;
  });
}

export function updateTemplate(db: Db, actor: Actor, id: string, values: TemplateInput): Promise<void> {
  return transact(db, async (db) => {
    const before = await lockTemplate(db, actor, id);
    const next = { ...before, ...values, team: teamAfter(before, values) };
    await checkTemplate(db, actor, next, before.fields);
    await updateRow(db, "ticket_templates", id, columnsOf({ ...values, team: next.team }), {});
    if (values.files) await setFiles(db, actor.id, { template: id }, values.files);
  });
}

export function deleteTemplate(db: Db, actor: Actor, id: string): Promise<void> {
  return transact(db, async (db) => {
    await lockTemplate(db, actor, id);
    const [user] = await query<{ name: string }>(db, "select name from recurrences where template = $1 limit 1", [id]);
    if (user) throw conflict(`The recurring ticket “${user.name}” uses this template. Delete it first.`);
    await query(db, "delete from ticket_templates where id = $1", [id]);
  });
}

type CheckedValues = Required<
  Pick<TemplateInput, "scope" | "team" | "subject" | "description" | "fields" | "checklist" | "inputs">
>;

async function lockTemplate(db: Db, actor: Actor, id: string): Promise<CheckedValues & Ownership> {
  const sql = parameters();
  const [row] = await query<CheckedValues & Ownership>(
    db,
    `select m.owner, m.scope, m.team, m.subject, m.description, m.fields, m.checklist, m.inputs
     from ticket_templates m
     where m.id = ${sql.add(id)} and ${templateVisibleTo(actor, sql)}
     for update`,
    sql.values,
  );
  if (!row) throw noSuch("TicketTemplate");
  if (!rules.mayChange(actor, row)) throw forbidden();
  return row;
}

/** Refuses a template that could not be applied. Values that it had `before` may be gone by now. */
async function checkTemplate(
  db: Db,
  actor: Actor,
  { scope, team, subject, description, fields, checklist, inputs }: CheckedValues,
  before: Record<string, unknown>,
): Promise<void> {
  const errors: FieldErrors = {};
  if (scope === "team" && team === "") errors.team = ["Choose a team."];
  else if (scope !== "team" && team !== "") errors.team = ["Only a template with the scope `team` has a team."];
  else if (scope === "team" && !rules.mayGiveTo(actor, team)) errors.team = ["You are not in this team."];
  const names = inputs.map(({ name }) => name);
  for (const [field, text] of Object.entries({ subject, description })) {
    const problem = await textProblem(text, names, TEMPLATE_PLACEHOLDERS);
    if (problem) errors[field] = [problem];
  }
  const isEmpty = [subject, description].every((text) => text === "") && checklist.length === 0;
  if (isEmpty && Object.keys(fields).length === 0) errors.subject = ["Write a text, choose a field or add a step."];
  const wrong = await newReferenceErrors(db, fields, before);
  if (wrong.length > 0) errors.fields = wrong;
  if (Object.keys(errors).length > 0) throw invalid(errors);
}

async function newReferenceErrors(
  db: Db,
  fields: Record<string, unknown>,
  before: Record<string, unknown>,
): Promise<string[]> {
  const { company, contact, zone, assigned_to } = fields as TicketValues;
  const all = { company, contact, zone, assigned_to };
  // a contact and a zone belong to the company
  const isMoved = before.company !== company;
  const newReferences = Object.fromEntries(
    Object.entries(all).filter(([name, id]) => before[name] !== id || (isMoved && name !== "assigned_to")),
  );
  const errors = await referenceErrors(db, newReferences, company ?? undefined);
  return errorLines(errors as FieldErrors);
}

/** Deletes the private templates of deleted users, which nobody else can see. */
export const deleteOrphanedTemplates = (db: Db) =>
  query(
    db,
    `delete from ticket_templates m
     where m.owner is null
       and m.scope = 'own'
       and not exists (select from recurrences r where r.template = m.id)`,
  );
