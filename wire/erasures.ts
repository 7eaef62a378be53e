import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { text } from "./fields.ts";

const count = z.int().nonnegative();
const Counts = {
  erased: z.object({
    tickets: count.meta({ description: "Tickets whose subject and description the contact wrote: both are replaced." }),
    messages: count.meta({ description: "Their messages: the text is replaced." }),
    files: count,
    incoming_emails: count.meta({ description: "Emails from the contact, with their sources." }),
    outgoing_emails: count.meta({ description: "Emails to the contact, including those that wait to be sent." }),
    drafts: count.meta({ description: "Agents' drafts on tickets of the contact." }),
    participations: count,
    ratings: count.meta({ description: "Answers to surveys, with their comments." }),
  }),
  kept: z.object({
    tickets: count.meta({ description: "Tickets that stay, without the contact and what they wrote." }),
    agent_messages: count.meta({ description: "What agents wrote in these tickets stays unchanged." }),
  }),
};
const ErasurePreview = z.object({ contact: z.uuid(), name: z.string(), ...Counts }).meta({ id: "ErasurePreview" });
const example = {
  contact: "4be0643f-1d98-4f9e-8f1c-6a5d8a1b2c3d",
  name: "Ploy Srisai",
  erased: {
    tickets: 3,
    messages: 11,
    files: 2,
    incoming_emails: 9,
    outgoing_emails: 14,
    drafts: 1,
    participations: 0,
    ratings: 2,
  },
  kept: { tickets: 4, agent_messages: 12 },
};
const admin = { access: "admin", permission: "contact.erase", tag: "Contacts", status: 200 } as const;

export const previewErasure = endpoint({
  ...admin,
  method: "GET",
  path: "/contacts/{id}/erasure/",
  summary: "Preview what erasing a contact deletes",
  description: "Changes nothing. Works for contacts in the trash, too.",
  answer: ErasurePreview,
  problems: [401, 403, 404],
  example: { response: example },
});
export const eraseContactFields = {
  name: text({
    max: 100,
    required: true,
    example: "Ploy Srisai",
    description: "The contact's name, to confirm that the right one is meant.",
  }),
};
export const eraseContact = endpoint({
  ...admin,
  method: "POST",
  path: "/contacts/{id}/erase/",
  summary: "Erase a contact everywhere",
  description:
    "Cannot be undone. Deletes the contact with its addresses, sign-ins and ratings, and replaces or deletes what they wrote: subjects, descriptions, messages, files, incoming and outgoing emails with their sources, drafts of agents on their tickets, and the values in the history. The tickets and the agents' words stay. Backups are not changed.",
  body: eraseContactFields,
  answer: ErasurePreview,
  problems: [400, 401, 403, 404],
  example: { response: example },
});
export const listErasures = endpoint({
  ...admin,
  method: "GET",
  path: "/erasures/",
  summary: "List the contacts that were erased",
  description:
    "The last 200, newest first, by their former IDs. Use it to erase them again after you restore a backup.",
  answer: z.object({
    results: z.array(
      z.object({
        contact: z.uuid(),
        erased_at: z.iso.datetime(),
        erased_by: z.uuid().nullable(),
        counts: z.object(Counts),
      }),
    ),
  }),
  problems: [401, 403],
});
