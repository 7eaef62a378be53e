import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { STATUSES, TEAMS } from "./ticket-shapes.ts";

export const DEFAULT_RESULTS = 6;
export const MAX_RESULTS = 20;
const id = z.uuid();

export const MAX_EXCERPT_TICKETS = 100;
export const searchExcerpts = endpoint({
  method: "GET",
  path: "/search/hits/",
  access: "user",
  permission: "ticket.view",
  tag: "Search",
  status: 200,
  summary: "Show where tickets have the words",
  description:
    "For each of these tickets, the message, or else the description, that has the most words of a search, and the part around them as plain text. Tickets that have none there are left out.",
  query: [
    { name: "q", description: "The words, as in `q` of the inbox.", example: '"printer jam" or lobby' },
    { name: "tickets", description: `Comma-separated ticket IDs, up to ${MAX_EXCERPT_TICKETS}.` },
  ],
  answer: z.object({
    results: z.array(
      z.object({
        ticket: id,
        comment: id.nullable().meta({ description: "Null if the words are in the description." }),
        author_name: z.string().nullable(),
        is_internal: z.boolean(),
        excerpt: z.string(),
      }),
    ),
  }),
  problems: [400, 401],
});

export const findMissingWords = endpoint({
  method: "GET",
  path: "/search/missing-words/",
  access: "user",
  permission: "ticket.view",
  tag: "Search",
  status: 200,
  summary: "Find the words that a search misses",
  description:
    "For a search that found nothing: its words that are in no ticket, and the search with similar words of recent tickets in their place, if that finds a ticket. Every ticket counts except those in the trash, whatever the other filters were. Of a search with many words, none is named.",
  query: [{ name: "q", description: "The words, as in `q` of the inbox.", example: "lobby invioce" }],
  answer: z.object({ missing: z.array(z.string()), suggestion: z.string().nullable() }),
  problems: [400, 401],
  example: { response: { missing: ["invioce"], suggestion: "lobby invoice" } },
});

export const search = endpoint({
  method: "GET",
  path: "/search/",
  access: "user",
  permission: "ticket.view",
  tag: "Search",
  status: 200,
  summary: "Search while typing",
  description:
    "Finds tickets by number (`42`, `0042`, `T-2026`) or by words in the subject, company and contact, and companies, contacts and users by name. A number or whole subject comes first, then subjects that begin with the words, then open and recent tickets. If no name matches a text of four letters or more, names with a similar spelling are found: `harbor` finds Harbour Hotel. Case, accents and the kind of apostrophe are ignored.",
  query: [
    {
      name: "q",
      description:
        "Text typed so far. Every word must match, anywhere in a word; of words with `or` between them, one.",
      example: "harb lobby",
    },
    {
      name: "limit",
      description: `Maximum number of results of each kind, up to ${MAX_RESULTS}.`,
      schema: { type: "integer", default: DEFAULT_RESULTS },
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
