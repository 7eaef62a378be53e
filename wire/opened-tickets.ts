import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { integer } from "./fields.ts";
import { inboxFilterField } from "./inbox-filter.ts";

const admin = { method: "POST", access: "admin", permission: "portal.manage", tag: "Help center" } as const;
const filter = {
  ...inboxFilterField("Filters as in `GET /inbox/`; `{}` means all tickets.", { isOfList: true }),
  required: true,
};
const answer = z.object({ count: z.int() });

export const previewOpeningFields = { filter };
export const previewOpening = endpoint({
  ...admin,
  path: "/opened-tickets/preview/",
  status: 200,
  summary: "Count the older tickets of a filter that customers do not see in full",
  description:
    "What was written before the desk had its first mailbox or help center is hidden from customers. Opening these tickets shows them their public messages from then, too.",
  body: previewOpeningFields,
  answer,
  problems: [400, 401, 403],
  example: { request: { filter: { company: "0190a5b2-7c1d-7e3f-8a4b-5c6d7e8f9a0b" } }, response: { count: 214 } },
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
  path: "/opened-tickets/",
  status: 200,
  summary: "Show customers their older tickets",
  description:
    "Their public messages from before the desk had its first mailbox or help center become visible. Internal notes, and descriptions that agents wrote, stay hidden. No email is sent.",
  body: openTicketsFields,
  answer,
  problems: [400, 401, 403, 409],
  example: {
    request: { filter: { company: "0190a5b2-7c1d-7e3f-8a4b-5c6d7e8f9a0b" }, expected: 0 },
    response: { count: 0 },
  },
});
