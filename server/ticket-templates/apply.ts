import { firstNameOf } from "../../wire/first-names.ts";
import { invalid } from "../../wire/problems.ts";
import type { TemplateField } from "../../wire/template-words.ts";
import type { TemplateRow } from "../../wire/ticket-templates.ts";
import { type LiquidValues, TemplateError } from "../emails/render.ts";
import { renderLine, renderMacroText } from "../macros/render.ts";
import { draftFilesOf } from "../macros/saved-files.ts";
import { inputValues, orNull } from "../macros/values.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query } from "../platform/database.ts";
import { fullName } from "../users/names.ts";
import { showTemplate } from "./templates.ts";

const MAX_SUBJECT_LENGTH = 200;

/** The customer of a new ticket. */
export interface Customer {
  company?: string | null | undefined;
  contact?: string | null | undefined;
  zone?: string | null | undefined;
}

/** Fills in a template for a new ticket. Values that the user has already chosen stay. */
export async function applyTemplate(
  db: Db,
  actor: Actor,
  id: string,
  { inputs, ...customer }: Customer & { inputs: Record<string, unknown> },
): Promise<string> {
  const template = await showTemplate(db, actor, id);
  const content = await fillIn(db, actor.id, template, { customer, inputs: inputValues(inputs, template.inputs) });
  const files = template.files.length > 0 ? await draftFilesOf(db, actor.id, { template: id }) : "[]";
  return JSON.stringify({ ...content, files: JSON.parse(files) as unknown });
}

type FilledTemplate = Pick<TemplateRow, "subject" | "description" | "fields" | "missing" | "names" | "checklist"> & {
  blanks: string[];
};

/** A template with its placeholders filled in. Fields whose value no longer exists are left out. */
export async function fillIn(
  db: Db,
  agent: string | null,
  template: Pick<TemplateRow, "subject" | "description" | "fields" | "missing" | "names" | "checklist">,
  { customer, inputs }: { customer: Customer; inputs: Record<string, string | null> },
): Promise<FilledTemplate> {
  const { missing, checklist } = template;
  const fields = Object.fromEntries(
    Object.entries(template.fields).filter(([name]) => missing[name as TemplateField] === undefined),
  ) as Record<string, unknown> & Customer;
  // a contact and a zone belong to their company
  const isOther = customer.company && fields.company && customer.company !== fields.company;
  const own: Customer = isOther ? {} : fields;
  const facts = await factsFor(db, agent, {
    company: customer.company ?? own.company,
    contact: customer.contact ?? own.contact,
    zone: customer.zone ?? own.zone,
  });
  const values = { ...facts, input: inputs };
  const subject = await asProblem("subject", renderLine(template.subject, values));
  const description = await asProblem("description", renderMacroText(template.description, values));
  return {
    subject: [...subject.text].slice(0, MAX_SUBJECT_LENGTH).join(""),
    description: description.text,
    blanks: [...new Set([...subject.blanks, ...description.blanks])],
    fields,
    missing,
    checklist,
    names: template.names,
  };
}

interface Row {
  company: string | null;
  contact: string | null;
  email: string | null;
  zone: string | null;
  agent: string | null;
  agent_first: string | null;
  desk: string | null;
}

/** The values for the placeholders of a template, read now. */
async function factsFor(db: Db, agent: string | null, { company, contact, zone }: Customer): Promise<LiquidValues> {
  const [row] = await query<Row>(
    db,
    `select
       (
         select name
         from companies
         where id = coalesce($2, c.company) and deleted_at is null) as company,
       c.name as contact,
       c.email,
       (select name from zones where id = $4) as zone,
       ${fullName("u")} as agent,
       u.first_name as agent_first,
       s.desk_name as desk
     from email_settings s
     left join contacts c on c.id = $3
     left join users u on u.id = $1`,
    [agent, company ?? null, contact ?? null, zone ?? null],
  );
  const name = (text: string | null) => ({ name: orNull(text) });
  const {
    company: companyName,
    contact: contactName,
    email,
    zone: zoneName,
    agent: agentName,
    agent_first,
    desk,
  } = row!;
  return {
    company: name(companyName),
    contact: { ...name(contactName), first_name: firstNameOf(contactName, email), email: orNull(email) },
    zone: name(zoneName),
    agent: { ...name(agentName), first_name: orNull(agent_first) ?? firstNameOf(agentName) },
    desk: name(desk),
  };
}

async function asProblem<T>(field: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof TemplateError ? invalid({ [field]: [error.message] }) : error;
  }
}
