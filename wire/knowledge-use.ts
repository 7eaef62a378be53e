import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { ids, reference, text } from "./fields.ts";
import { time } from "./knowledge-shapes.ts";
import { VISIBILITIES } from "./knowledge-words.ts";

const tag = "Knowledge";
const reading = { access: "user", permission: "knowledge.view", tag, status: 200 } as const;
export const MAX_DAYS = 180;
export const MAX_SEARCH_WORDS = 100;
const days = {
  name: "days",
  description: `The last days to count, from 1 to ${MAX_DAYS}.`,
  schema: { type: "integer", minimum: 1, maximum: MAX_DAYS, default: 30 },
};

export const showPublished = endpoint({
  ...reading,
  method: "GET",
  path: "/kb/articles/{id}/published/",
  summary: "Show the published text of an article",
  description:
    "The published text, to read beside a ticket or to quote in a reply: in the requested language, or in the article's own.",
  query: [{ name: "language", description: "Preferred language of the text." }],
  answer: z
    .object({
      id: z.uuid(),
      slug: z.string(),
      language: z.string(),
      title: z.string().meta({ examples: ["Green light, but no sound"] }),
      html: z.string(),
      effective_visibility: z.enum(VISIBILITIES),
      url: z.string().nullable().meta({ description: "Its address for customers; null if they cannot see it." }),
      files: z
        .array(z.object({ id: z.uuid(), name: z.string(), file: z.string() }))
        .meta({ description: "The pictures that the text shows as `cid:ID`, and other files." }),
    })
    .meta({ id: "PublishedArticle" }),
  problems: [400, 401, 404],
});

export const recordShown = endpoint({
  access: "user",
  permission: "knowledge.view",
  tag,
  status: 204,
  method: "POST",
  path: "/kb/suggestions/shown/",
  summary: "Record which suggestions an agent was shown",
  description:
    "Reports articles that were shown beside a ticket. An article counts once for each ticket and agent; articles that you cannot see are ignored.",
  body: { ticket: reference(), articles: ids({ max: 10, description: "The IDs of the articles." }) },
  problems: [400, 401, 404],
  example: {
    request: { ticket: "0f5f9a3e-6d3e-4a55-9f0e-0d6a0c6f5c11", articles: ["8d116ece-1738-47d9-bd9c-172411e20b8f"] },
  },
});

const count = (description: string) => z.int().meta({ description });
const AgentCounts = z.object({
  shown: count("Tickets that it was suggested for."),
  opened: count("Tickets beside which an agent opened it."),
  inserted: count("Tickets where an agent put its text into a reply or note."),
  linked: count("Tickets where an agent inserted a link to it."),
});
export const showUsage = endpoint({
  ...reading,
  method: "GET",
  path: "/kb/usage/",
  summary: "Show how articles are used",
  description:
    "Which articles agents and customers were shown, and what they did with them. An agent's use counts once per ticket. An offer to a customer begins with the first suggestion in a form, and ends when that customer creates a ticket by any channel or after a day. Only articles that you can see are counted.",
  query: [days],
  answer: z.object({
    days: z.int(),
    agents: AgentCounts,
    customers: z.object({
      offers: count("Forms for which articles were suggested."),
      opened: count("Those where the customer opened one of them."),
      no_ticket: count("Those where one was opened, and no ticket followed within a day."),
      ticket_followed: count("Those where one was opened, and a ticket followed within a day."),
      waiting: count("Those where one was opened less than a day ago and no ticket has followed yet."),
    }),
    articles: z
      .array(
        AgentCounts.extend({
          id: z.uuid(),
          title: z.string().meta({ examples: ["Green light, but no sound"] }),
          offered: count("Forms that it was suggested for."),
          opened_by_customers: count("Those where the customer opened it."),
          helpful: z.int(),
          not_helpful: z.int(),
        }),
      )
      .meta({ description: "The 100 articles that were used most." }),
  }),
  problems: [400, 401],
});

const place = z.enum(["help_center", "app"]);
export const listSearches = endpoint({
  ...reading,
  method: "GET",
  path: "/kb/searches/",
  summary: "List searches without results",
  description:
    "The 100 most frequent ones, by customers in the help center and by agents. A person who repeats a search counts once a day. Searches that contain an email address or a long number are not stored, because they may identify a person.",
  query: [days],
  answer: z.object({
    days: z.int(),
    results: z.array(
      z.object({
        words: z.string(),
        count: z.int(),
        help_center: z.int(),
        app: z.int(),
        last_at: time,
      }),
    ),
  }),
  problems: [400, 401],
});
export type SearchPlace = z.infer<typeof place>;

export const recordSearch = endpoint({
  access: "user",
  permission: "knowledge.view",
  tag,
  status: 204,
  method: "POST",
  path: "/kb/searches/",
  summary: "Record a search without results",
  description:
    "Send what the user typed last. Docket searches again, and records nothing if there is a result after all.",
  body: { words: text({ max: MAX_SEARCH_WORDS, example: "volume schedule" }) },
  problems: [400, 401],
  example: { request: { words: "volume schedule" } },
});
