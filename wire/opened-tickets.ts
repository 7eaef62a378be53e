import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { integer } from "./fields.ts";
import { inboxFilterField } from "./inbox-filter.ts";

const time = z.iso.datetime();
const admin = { access: "admin", permission: "portal.manage", tag: "Help center", status: 200 } as const;
const filter = {
  ...inboxFilterField("Filters as in `GET /inbox/`; `{}` means all tickets.", { isOfList: true }),
  required: true,
};
const exampleFilter = { company: "0190a5b2-7c1d-7e3f-8a4b-5c6d7e8f9a0b" };

export const previewOpeningFields = { filter };
export const previewOpening = endpoint({
  ...admin,
  method: "POST",
  path: "/opened-tickets/preview/",
  summary: "Count the older tickets of a filter that customers do not see in full",
  description:
    "Messages from before the desk had its first mailbox or help center are hidden from customers. Opening these tickets shows customers their public messages from that time, too.",
  body: previewOpeningFields,
  answer: z.object({
    count: z.int(),
    examples: z
      .array(
        z.object({
          id: z.uuid(),
          ticket_number: z.string(),
          subject: z.string(),
          contact_name: z.string().nullable().meta({ description: "Who will see them; null if no contact will." }),
          messages: z.int().meta({ description: "How many messages become visible." }),
        }),
      )
      .meta({ description: "The ten latest of these tickets." }),
  }),
  problems: [400, 401, 403],
  example: {
    request: { filter: exampleFilter },
    response: {
      count: 214,
      examples: [
        {
          id: "0190a5b2-7c1d-7e3f-8a4b-5c6d7e8f9a0c",
          ticket_number: "TKT-20240118-0007",
          subject: "No sound in the lobby",
          contact_name: "Cy Shore",
          messages: 3,
        },
      ],
    },
  },
});

export const openTicketsFields = {
  filter,
  expected: integer({
    min: 0,
    description: "The count that the preview gave. If it differs, nothing is changed and 409 is returned.",
  }),
};
export const openTickets = endpoint({
  ...admin,
  method: "POST",
  path: "/opened-tickets/",
  summary: "Show customers their older tickets",
  description:
    "Their public messages from before the desk had its first mailbox or help center become visible. Internal notes, and descriptions that agents wrote, stay hidden. No email is sent.",
  body: openTicketsFields,
  answer: z.object({
    id: z.uuid().nullable().meta({ description: "For hiding them again; null if there were none." }),
    count: z.int(),
  }),
  problems: [400, 401, 403, 409],
  example: { request: { filter: exampleFilter, expected: 0 }, response: { id: null, count: 0 } },
});

export const listOpenings = endpoint({
  ...admin,
  method: "GET",
  path: "/opened-tickets/",
  summary: "List which older tickets were shown to customers",
  description: "The last 50 times, the latest first.",
  answer: z.object({
    results: z.array(
      z.object({
        id: z.uuid(),
        opened_by: z.uuid().nullable(),
        opened_by_name: z.string().nullable(),
        opened_at: time,
        count: z.int().meta({ description: "How many tickets." }),
        hidden_at: time.nullable().meta({ description: "When they were hidden again." }),
      }),
    ),
  }),
  problems: [401, 403],
});

export const undoOpening = endpoint({
  ...admin,
  method: "POST",
  path: "/opened-tickets/{id}/undo/",
  summary: "Hide older tickets from customers again",
  description:
    "Hides the messages from before the desk had its first mailbox or help center, in all tickets that were shown together. Customers may have read them in the meantime. Repeating the request changes nothing.",
  answer: z.object({ count: z.int() }),
  problems: [401, 403, 404],
});
