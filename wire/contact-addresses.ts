import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { email, reference } from "./fields.ts";
import { shapeParameters } from "./lists.ts";

const time = z.iso.datetime();
const ContactAddress = z
  .object({
    id: z.uuid(),
    contact: z.uuid(),
    address: z.string().meta({ examples: ["ploy@harbour.example"] }),
    is_primary: z
      .boolean()
      .meta({ description: "Whether it is the contact's `email`, to which the desk sends emails." }),
    verified_at: time
      .nullable()
      .meta({ description: "When SPF, DKIM or DMARC first proved an email from it; null if nothing has." }),
    created_at: time,
  })
  .meta({ id: "ContactAddress" });

const tag = "Contacts";
export const listContactAddresses = endpoint({
  method: "GET",
  path: "/contacts/{id}/addresses/",
  access: "user",
  permission: "contact.view",
  tag,
  status: 200,
  summary: "List the addresses of a contact",
  description: "The primary one first. An email from any of them counts as the contact's.",
  answer: z.object({ results: z.array(ContactAddress) }),
  problems: [401, 404],
});
export const contactAddressFields = {
  contact: reference(),
  address: email({ example: "ploy.srisai@harbour.example" }),
};
export const createContactAddress = endpoint({
  method: "POST",
  path: "/contact-addresses/",
  access: "user",
  permission: "contact.manage",
  tag,
  status: 201,
  summary: "Add an address to a contact",
  description: "It is verified once SPF, DKIM or DMARC has proved an email from it.",
  body: contactAddressFields,
  answer: ContactAddress,
  problems: [400, 401],
});
export const showContactAddress = endpoint({
  method: "GET",
  path: "/contact-addresses/{id}/",
  access: "user",
  permission: "contact.view",
  tag,
  status: 200,
  summary: "Show an address of a contact",
  query: shapeParameters,
  answer: ContactAddress,
  problems: [401, 404],
});
export const makeAddressPrimary = endpoint({
  method: "POST",
  path: "/contact-addresses/{id}/make_primary/",
  access: "user",
  permission: "contact.manage",
  tag,
  status: 200,
  summary: "Make another address of a contact the primary one",
  description: "It becomes the contact's `email`. The previous one stays an address of the contact.",
  answer: ContactAddress,
  problems: [400, 401, 404],
});
export const deleteContactAddress = endpoint({
  method: "DELETE",
  path: "/contact-addresses/{id}/",
  access: "user",
  permission: "contact.manage",
  tag,
  status: 204,
  summary: "Remove an address of a contact",
  description: "Refused (409) for the primary one: make another one primary, or change the contact's `email`.",
  problems: [401, 404, 409],
});
