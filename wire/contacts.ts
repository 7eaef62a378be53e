import { z } from "zod";
import { DeletedRecord } from "./deleted-records.ts";
import { endpoint } from "./endpoint.ts";
import { email, flag, instant, reference, text, url } from "./fields.ts";
import { listParameters, RELEVANCE, shapeParameters } from "./lists.ts";

const line = (max: number, fallback = "") => text({ max, fallback, blank: true });
export const RECEIVES = [
  "notifications",
  "renewal_emails",
  "seasonal_emails",
  "payment_emails",
  "quarterly_emails",
  "soundtrack_alerts",
  "quote_emails",
  "contract_emails",
  "invoice_emails",
] as const;
type Receives = `receives_${(typeof RECEIVES)[number]}`;
const receives = Object.fromEntries(
  RECEIVES.map((name) => [`receives_${name}`, flag({ fallback: name !== "soundtrack_alerts" })]),
) as Record<Receives, ReturnType<typeof flag>>;

export const contactFields = {
  company: reference({
    nullable: true,
    required: true,
    description: "Null for a contact who was created from an email. Once set, it cannot become null again.",
  }),
  name: text({ max: 100, example: "Ploy Srisai" }),
  email: email({ fallback: "" }),
  phone: line(50),
  mobile: line(50),
  title: line(100),
  department: line(100),
  contact_type: line(50, "General"),
  is_primary: flag({ fallback: false }),
  is_active: flag({ fallback: true }),
  preferred_contact_method: line(50, "Email"),
  linkedin_url: url({ fallback: "" }),
  notes: text({ fallback: "" }),
  last_contacted: instant(),
  ...receives,
};
const time = z.iso.datetime();
type Flags = "is_primary" | "is_active" | Receives;
type VisibleFields = { [K in keyof typeof contactFields]: K extends Flags ? z.ZodBoolean : z.ZodString };
const visibleFields = Object.fromEntries(
  Object.keys(contactFields).map((name) => [name, /^(is_|receives_)/.test(name) ? z.boolean() : z.string()]),
) as VisibleFields;
export const Contact = z
  .object({
    id: z.uuid(),
    ...visibleFields,
    company: z.uuid().nullable(),
    company_name: z.string().nullable(),
    last_contacted: time.nullable(),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: "Contact" });

const tag = "Contacts";
export const CONTACT_ORDERINGS = ["name", "email", "created_at", "updated_at", RELEVANCE] as const;
export const listContacts = endpoint({
  method: "GET",
  path: "/contacts/",
  access: "user",
  permission: "contact.view",
  tag,
  status: 200,
  summary: "List contacts",
  query: [
    { name: "company", description: "Only contacts of this company." },
    { name: "is_active", description: "`true` or `false`." },
    { name: "is_primary", description: "`true` or `false`." },
    { name: "contact_type", description: "Contacts of exactly this type." },
    { name: "search", description: "Contacts whose name, email, phone or company name contains every word." },
    ...listParameters(CONTACT_ORDERINGS),
  ],
  answer: Contact,
  answerType: "page",
  problems: [400, 401, 404],
});
export const createContact = endpoint({
  method: "POST",
  path: "/contacts/",
  access: "user",
  permission: "contact.manage",
  tag,
  status: 201,
  summary: "Create a contact",
  body: contactFields,
  answer: Contact,
  problems: [400, 401],
});
export const showContact = endpoint({
  method: "GET",
  path: "/contacts/{id}/",
  access: "user",
  permission: "contact.view",
  tag,
  status: 200,
  summary: "Show a contact",
  query: shapeParameters,
  answer: Contact,
  problems: [401, 404],
});
export const updateContact = endpoint({
  method: "PATCH",
  path: "/contacts/{id}/",
  access: "user",
  permission: "contact.manage",
  tag,
  status: 200,
  summary: "Update a contact",
  body: contactFields,
  partial: true,
  answer: Contact,
  problems: [400, 401, 404, 412],
});
export const replaceContact = endpoint({
  method: "PUT",
  path: "/contacts/{id}/",
  access: "user",
  permission: "contact.manage",
  tag,
  status: 200,
  summary: "Replace a contact",
  body: contactFields,
  answer: Contact,
  problems: [400, 401, 404, 412],
});
export const deleteContact = endpoint({
  method: "DELETE",
  path: "/contacts/{id}/",
  access: "user",
  permission: "contact.manage",
  tag,
  status: 204,
  summary: "Move a contact to the trash",
  description: "Its tickets stay, but no longer refer to it. An Admin can restore it with its links for 30 days.",
  problems: [401, 404],
});
export const listContactTrash = endpoint({
  method: "GET",
  path: "/contacts/trash/",
  access: "admin",
  permission: "trash.view",
  tag,
  status: 200,
  summary: "List the deleted contacts",
  description: "Last deleted first. They are permanently deleted after 30 days.",
  query: listParameters([]),
  answer: DeletedRecord,
  answerType: "page",
  problems: [401, 403, 404],
});
export const restoreContact = endpoint({
  method: "POST",
  path: "/contacts/{id}/restore/",
  access: "admin",
  permission: "contact.restore",
  tag,
  status: 200,
  summary: "Restore a deleted contact",
  description: "Its tickets refer to it again, except those that got another contact or company in the meantime.",
  answer: Contact,
  problems: [400, 401, 403, 404],
});
