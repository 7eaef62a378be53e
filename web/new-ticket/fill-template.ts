import type { TemplateValues } from "../../wire/template-words.ts";
import type { AppliedTemplate } from "../ticket-templates/template-queries.ts";
import { dueInDays } from "../tickets/fields/due.ts";
import { EMPTY_TICKET, type NewTicket } from "./new-ticket.ts";

type Name = keyof NewTicket;

/** A form after a template was filled in, and the fields in which the user's own value stayed. */
export interface FilledForm {
  fields: NewTicket;
  kept: Name[];
}

type Filling = Pick<AppliedTemplate, "subject" | "description" | "checklist" | "names"> & { fields: TemplateValues };

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
const hasText = (html: string) => /<img\b/.test(html) || html.replaceAll(/<[^>]*>|&nbsp;|\s/g, "") !== "";
const union = (first: readonly string[], second: readonly string[]) => [...new Set([...first, ...second])];

/**
 * Fills in a template. A field that the user has changed stays as it is; texts go below those that are there, tags and steps
 * are added.
 */
export function fillTemplate(form: NewTicket, template: Filling): FilledForm {
  const fields: NewTicket = { ...form };
  const conflicts: Name[] = [];
  const set = <N extends Name>(name: N, value: NewTicket[N] | undefined): void => {
    if (value === undefined || isSame(form[name], value)) return;
    if (isSame(form[name], EMPTY_TICKET[name])) fields[name] = value;
    else conflicts.push(name);
  };
  const { due_in_days, tags, company: _, contact: __, zone: ___, ...values } = template.fields;
  if (template.subject) set("subject", template.subject);
  for (const name of Object.keys(values) as (keyof typeof values)[]) set(name, values[name]);
  if (typeof due_in_days === "number") set("due_date", dueInDays(due_in_days));
  fields.tags = union(form.tags, tags ? tags.split(/\s*,\s*/) : []);
  fields.checklist = union(form.checklist.filter(Boolean), template.checklist);
  if (hasText(template.description))
    fields.description = hasText(form.description) ? form.description + template.description : template.description;
  fillCustomer(fields, template, set);
  return { fields, kept: conflicts };
}

/** A contact and a zone belong to a company. If the user has chosen another one, the template's are left out. */
function fillCustomer(
  fields: NewTicket,
  { fields: { company, contact, zone }, names }: Filling,
  set: <N extends Name>(name: N, value: NewTicket[N] | undefined) => void,
): void {
  const hasOther = fields.contact !== null && fields.company === null;
  if (company && !hasOther) set("company", company);
  if (company && fields.company !== company) return;
  if (company) fields.companyName = names.company ?? null;
  if (contact) set("contact", contact);
  if (contact && fields.contact === contact) fields.contactName = names.contact ?? null;
  if (zone) set("zone", zone);
  if (zone && fields.zone === zone) fields.zoneName = names.zone ?? null;
}

/** The form without the values of the template. A field that was changed since stays. */
export const withoutTemplate = (now: NewTicket, before: NewTicket, after: NewTicket): NewTicket =>
  Object.fromEntries(
    Object.entries(now).map(([name, value]) => [
      name,
      isSame(value, after[name as Name]) ? before[name as Name] : value,
    ]),
  ) as unknown as NewTicket;
