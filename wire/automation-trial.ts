import { z } from "zod";
import { CREATED_VIAS } from "./automation-words.ts";
import { endpoint } from "./endpoint.ts";
import { choice } from "./fields.ts";
import { ticketFields } from "./ticket-schemas.ts";

export const createTrialTicket = endpoint({
  method: "POST",
  path: "/automations/trial/",
  access: "admin",
  permission: "automation.manage",
  tag: "Automations",
  isStrict: true,
  status: 201,
  summary: "Create a ticket as if it had arrived in a certain way",
  description:
    "Shows what automations, SLA policies and assignment do with tickets of this kind, for example those created by email. It is a ticket like any other: choose a company without contacts, and move it to the trash afterwards.",
  body: {
    ...ticketFields,
    via: choice(CREATED_VIAS, { fallback: "web", description: "How the ticket arrives, for triggers with `via`." }),
  },
  answer: z.object({ id: z.uuid() }),
  problems: [400, 401, 403],
  example: {
    request: {
      subject: "Question about invoice",
      description: "A trial ticket.",
      category: "billing",
      company: "8d116ece-1738-47d9-bd9c-172411e20b8f",
      via: "mail",
    },
    response: { id: "4be0643f-1d98-473b-97cd-ca98a65347dd" },
  },
});
