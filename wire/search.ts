import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { STATUSES, TEAMS } from "./ticket-shapes.ts";

export const HITS = 6;
export const MAX_HITS = 20;
const id = z.uuid();

export const search = endpoint({
  method: "GET",
  path: "/search/",
  access: "user",
  permission: "ticket.view",
  tag: "Search",
  status: 200,
  summary: "Find tickets and people while typing",
  description:
    "For a box to jump from: tickets by number (`42`, `0042`, `T-2026`), or by words of subject, company and contact; companies, contacts, users. A number or whole subject comes first, then subjects that begin with the words, then what is open and recent. Case, accents and kind of apostrophe do not matter.",
  query: [
    { name: "q", description: "What was typed so far. Every word has to match, in any part.", example: "harb lobby" },
    {
      name: "limit",
      description: `The most of each kind. More than ${MAX_HITS} count as ${MAX_HITS}.`,
      schema: { type: "integer", default: HITS },
    },
  ],
  answer: z.object({
    tickets: z.array(
      z.object({
        id,
        ticket_number: z.string(),
        subject: z.string(),
        status: z.enum(STATUSES),
        company_name: z.string().nullable(),
      }),
    ),
    companies: z.array(z.object({ id, name: z.string() })),
    contacts: z.array(
      z.object({
        id,
        name: z.string(),
        email: z.string(),
        company: id.nullable(),
        company_name: z.string().nullable(),
      }),
    ),
    users: z.array(z.object({ id, full_name: z.string(), role: z.enum(TEAMS) })),
  }),
  problems: [400, 401],
});
