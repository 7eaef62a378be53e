import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { flag } from "./fields.ts";
import { PublicTicket } from "./public-ticket.ts";
import { STATUSES } from "./ticket-words.ts";

export const viewAsCustomer = endpoint({
  method: "POST",
  path: "/tickets/{id}/view_as_customer/",
  access: "user",
  permission: "ticket.view",
  tag: "Tickets",
  status: 200,
  summary: "View a ticket as its customer",
  description:
    "Returns exactly what the help center shows to the ticket's contact, and records the event `contact.viewed_as`. 404 if the contact cannot see the ticket.",
  query: [{ name: "contact", description: "The contact whose view to show, such as one in Cc or a colleague." }],
  answer: PublicTicket,
  problems: [400, 401, 404],
});

const shares =
  "Whether each contact of the company sees the tickets of all its contacts in the help center, and can reply.";
export const companyPortalFields = { shares_tickets: flag({ description: shares }) };
const CompanyPortal = z
  .object({ shares_tickets: z.boolean().meta({ description: shares }) })
  .meta({ id: "CompanyPortal" });
const ofCompany = { path: "/companies/{id}/portal/", access: "user", tag: "Help center", status: 200 } as const;

export const showCompanyPortal = endpoint({
  ...ofCompany,
  method: "GET",
  permission: "company.view",
  summary: "Show what a company's contacts may do in the help center",
  answer: CompanyPortal,
  problems: [401, 404],
});
export const updateCompanyPortal = endpoint({
  ...ofCompany,
  method: "PATCH",
  permission: "company.manage",
  summary: "Change what a company's contacts may do in the help center",
  description: "Off by default. A change takes effect immediately.",
  body: companyPortalFields,
  partial: true,
  answer: CompanyPortal,
  problems: [400, 401, 404],
});

const sees = "Whether this contact sees the tickets of all contacts of the company in the help center, and can reply.";
const asks = "Whether this contact is asked for ratings. The contact can change this, too.";
export const contactPortalFields = {
  sees_company_tickets: flag({ description: sees }),
  receives_surveys: flag({ description: asks }),
};
const ContactPortal = z
  .object({
    sees_company_tickets: z.boolean().meta({ description: sees }),
    company_shares_tickets: z.boolean().meta({ description: "Whether the company's setting already allows that." }),
    receives_surveys: z.boolean().meta({ description: asks }),
    has_password: z.boolean().meta({ description: "Whether the contact has set a password for the help center." }),
    last_sign_in_at: z.iso.datetime().nullable(),
    sessions: z.int().meta({ description: "In how many browsers the contact is signed in." }),
  })
  .meta({ id: "ContactPortal" });
const ofContact = { path: "/contacts/{id}/portal/", access: "user", tag: "Help center", status: 200 } as const;

export const showContactPortal = endpoint({
  ...ofContact,
  method: "GET",
  permission: "contact.view",
  summary: "Show what a contact may do in the help center, and its sign-ins",
  answer: ContactPortal,
  problems: [401, 404],
});
export const updateContactPortal = endpoint({
  ...ofContact,
  method: "PATCH",
  permission: "contact.manage",
  summary: "Change what a contact may do in the help center",
  description: "A contact sees the company's tickets if either the company's setting or the contact's allows it.",
  body: contactPortalFields,
  partial: true,
  answer: ContactPortal,
  problems: [400, 401, 404],
});
export const signOutContact = endpoint({
  ...ofContact,
  method: "POST",
  path: "/contacts/{id}/portal/sign_out/",
  permission: "contact.manage",
  summary: "Sign a contact out of the help center everywhere",
  description: "Unused links stop working too.",
  answer: ContactPortal,
  problems: [401, 404],
});
const SeenTicket = z.object({
  id: z.uuid(),
  ticket_number: z.string(),
  subject: z.string(),
  status: z.enum(STATUSES),
  contact_name: z.string().nullable().meta({ description: "Whose ticket it is." }),
  role: z.enum(["contact", "participant", "company"]).meta({ description: "Why the contact sees it." }),
  last_message_at: z.iso.datetime(),
});
export const viewContactAsCustomer = endpoint({
  ...ofContact,
  method: "POST",
  path: "/contacts/{id}/view_as_customer/",
  permission: "contact.view",
  summary: "See the tickets that a contact sees",
  description: "Exactly the list of the help center, at most 200 tickets. Recorded as the event `contact.viewed_as`.",
  answer: z.object({ results: z.array(SeenTicket) }),
  problems: [401, 404],
});
const EventOfView = z.object({
  at: z.iso.datetime(),
  user: z.uuid().nullable(),
  user_name: z.string().nullable(),
  contact: z.uuid().nullable(),
  contact_name: z.string().nullable(),
  ticket: z.uuid().nullable(),
  ticket_number: z.string().nullable(),
});
export const listCustomerViews = endpoint({
  method: "GET",
  path: "/customer-views/",
  access: "admin",
  permission: "portal.manage",
  tag: "Help center",
  status: 200,
  summary: "List who viewed tickets as a customer",
  description: "The last 200, newest first.",
  query: [{ name: "contact", description: "Only views as this contact." }],
  answer: z.object({ results: z.array(EventOfView) }),
  problems: [400, 401, 403],
});
const Participation = z.object({
  ticket: z.uuid(),
  ticket_number: z.string(),
  subject: z.string(),
  state: z.enum(["accepted", "proposed"]),
});
export const listParticipations = endpoint({
  ...ofContact,
  method: "GET",
  path: "/contacts/{id}/participations/",
  permission: "contact.view",
  summary: "List the tickets in which a contact is in Cc",
  description: "The last 50, newest first.",
  answer: z.object({ results: z.array(Participation) }),
  problems: [401, 404],
});
