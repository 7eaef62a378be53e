import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { email, flag, integer, text, url } from "./fields.ts";
import { listParameters, RELEVANCE, shapeParameters } from "./lists.ts";

const line = (max: number) => text({ max, fallback: "" });
export const companyFields = {
  name: text({ max: 255, example: "Harbour Hotel" }),
  country: line(100),
  city: line(100),
  state: line(100),
  postal_code: line(20),
  address_line1: line(255),
  address_line2: line(255),
  industry: line(100),
  website: url({ fallback: "" }),
  phone: line(50),
  email: email({ fallback: "" }),
  billing_entity: line(100),
  legal_entity_name: line(255),
  tax_id: line(100),
  branch: line(100),
  current_plan: line(100),
  location_count: integer({ min: 0, fallback: 1 }),
  music_zone_count: integer({ min: 0, fallback: 1 }),
  notes: text({ fallback: "" }),
  it_notes: text({ fallback: "" }),
  is_active: flag({ fallback: true }),
};
const time = z.iso.datetime();
type Words = Exclude<keyof typeof companyFields, "location_count" | "music_zone_count" | "is_active">;
const words = Object.fromEntries(Object.keys(companyFields).map((name) => [name, z.string()])) as Record<
  Words,
  z.ZodString
>;
export const Company = z
  .object({
    id: z.uuid(),
    ...words,
    location_count: z.int(),
    music_zone_count: z.int(),
    is_active: z.boolean(),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: "Company" });

const tag = "Companies";
export const COMPANY_ORDERINGS = ["name", "country", "city", "created_at", "updated_at", RELEVANCE] as const;
export const listCompanies = endpoint({
  method: "GET",
  path: "/companies/",
  access: "user",
  permission: "company.view",
  tag,
  status: 200,
  summary: "List companies",
  query: [
    { name: "search", description: "Companies whose name, country, city or industry contains every word." },
    { name: "country", description: "Only companies of this country." },
    { name: "industry", description: "Only companies of this industry." },
    { name: "billing_entity", description: "Companies billed by this entity." },
    { name: "is_active", description: "`true` or `false`." },
    {
      name: "similar",
      description:
        "`true`: only companies whose name differs from another company's name only in case, accents, spaces or punctuation. New ones are refused; older and imported ones are listed for review.",
    },
    ...listParameters(COMPANY_ORDERINGS),
  ],
  answer: Company,
  answerType: "page",
  problems: [401, 404],
});
export const listSimpleCompanies = endpoint({
  method: "GET",
  path: "/companies/simple/",
  access: "user",
  permission: "company.view",
  tag,
  status: 200,
  summary: "List company names",
  description: "A plain array ordered by name, for pickers.",
  query: [
    { name: "search", description: "Companies whose name contains this text." },
    { name: "billing_entity", description: "Companies billed by this entity." },
  ],
  answer: z.array(z.object({ id: z.uuid(), name: z.string(), billing_entity: z.string(), country: z.string() })),
  problems: [401],
});
/** Maximum number of companies in one request. */
export const MAX_COMPANIES_COUNTED = 200;
export const countOpenTickets = endpoint({
  method: "GET",
  path: "/companies/open_tickets/",
  access: "user",
  permission: "company.view",
  tag,
  status: 200,
  summary: "Count open tickets by company",
  description: "Companies without open tickets are left out.",
  query: [{ name: "company", description: `Comma-separated IDs; only the first ${MAX_COMPANIES_COUNTED} are used.` }],
  answer: z.object({ results: z.array(z.object({ company: z.uuid(), count: z.int() })) }),
  problems: [400, 401],
});
export const createCompany = endpoint({
  method: "POST",
  path: "/companies/",
  access: "user",
  permission: "company.manage",
  tag,
  status: 201,
  summary: "Create a company",
  body: companyFields,
  answer: Company,
  problems: [400, 401],
});
export const showCompany = endpoint({
  method: "GET",
  path: "/companies/{id}/",
  access: "user",
  permission: "company.view",
  tag,
  status: 200,
  summary: "Show a company",
  query: shapeParameters,
  answer: Company,
  problems: [401, 404],
});
export const updateCompany = endpoint({
  method: "PATCH",
  path: "/companies/{id}/",
  access: "user",
  permission: "company.manage",
  tag,
  status: 200,
  summary: "Update a company",
  body: companyFields,
  partial: true,
  answer: Company,
  problems: [400, 401, 404, 412],
});
export const replaceCompany = endpoint({
  method: "PUT",
  path: "/companies/{id}/",
  access: "user",
  permission: "company.manage",
  tag,
  status: 200,
  summary: "Replace a company",
  body: companyFields,
  answer: Company,
  problems: [400, 401, 404, 412],
});
export const deleteCompany = endpoint({
  method: "DELETE",
  path: "/companies/{id}/",
  access: "user",
  permission: "company.manage",
  tag,
  status: 204,
  summary: "Delete a company",
  description:
    "Its tickets move to the trash with it: the newest 2,000 at once, the others within seconds. An Admin can restore all of them for 30 days.",
  problems: [401, 404],
});
export const restoreCompany = endpoint({
  method: "POST",
  path: "/companies/{id}/restore/",
  access: "admin",
  permission: "company.restore",
  tag,
  status: 200,
  summary: "Restore a deleted company and its tickets",
  description:
    "Restores the tickets that moved to the trash with it: the newest 2,000 at once, the others within seconds.",
  answer: Company,
  problems: [400, 401, 403, 404],
});
