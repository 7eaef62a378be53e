import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { choice, integer, reference } from "./fields.ts";
import {
  Article,
  ArticleCategory,
  ArticleRow,
  articleFields,
  articleLanguage,
  categoryFields,
  Hit,
  time,
  Version,
} from "./knowledge-shapes.ts";
import { ARTICLE_STATES, ARTICLE_USES } from "./knowledge-words.ts";
import { listParameters, shapeParameters } from "./lists.ts";

const tag = "Knowledge";
const reading = { access: "user", permission: "knowledge.view", tag, status: 200 } as const;
const writing = { access: "user", permission: "knowledge.write", tag } as const;
const managing = { access: "admin", permission: "knowledge.manage", tag } as const;
const change = [400, 401, 404, 412] as const;
const VERSION_NOTE =
  "Send the version that you read as `If-Match`; if the article has changed since, the response is 412.";

export const listCategories = endpoint({
  ...reading,
  method: "GET",
  path: "/kb/categories/",
  summary: "List the categories",
  description: "All that you can see, by position and name.",
  answer: z.object({ results: z.array(ArticleCategory) }),
  problems: [401],
});
export const createCategory = endpoint({
  ...managing,
  method: "POST",
  path: "/kb/categories/",
  status: 201,
  summary: "Create a category",
  body: categoryFields,
  answer: ArticleCategory,
  problems: [400, 401, 403],
  example: { request: { name: "Sound and players", visibility: "public" } },
});
export const showCategory = endpoint({
  ...reading,
  method: "GET",
  path: "/kb/categories/{id}/",
  summary: "Show a category",
  answer: ArticleCategory,
  problems: [401, 404],
});
export const updateCategory = endpoint({
  ...managing,
  method: "PATCH",
  path: "/kb/categories/{id}/",
  status: 200,
  summary: "Update a category",
  description: "A more restrictive visibility takes effect immediately, for everything below it.",
  body: categoryFields,
  partial: true,
  answer: ArticleCategory,
  problems: [400, 401, 403, 404, 412],
  example: { request: { name: "Sound" } },
});
export const moveCategory = endpoint({
  ...managing,
  method: "POST",
  path: "/kb/categories/{id}/move/",
  status: 200,
  summary: "Move a category",
  description:
    "Moves it with everything in it into `parent` (null is the top level), after the category `after`, or to the front. The positions of all categories there become 0, 1, 2 and so on.",
  body: {
    parent: reference({ nullable: true, fallback: null }),
    after: reference({ nullable: true, fallback: null }),
  },
  answer: ArticleCategory,
  problems: [400, 401, 403, 404],
  example: { request: { parent: null, after: null } },
});
export const deleteCategory = endpoint({
  ...managing,
  method: "DELETE",
  path: "/kb/categories/{id}/",
  status: 204,
  summary: "Delete an empty category",
  problems: [401, 403, 404, 409],
});

export const ARTICLE_ORDERINGS = ["title", "updated_at", "created_at", "review_at", "position"] as const;
export const listArticles = endpoint({
  ...reading,
  method: "GET",
  path: "/kb/articles/",
  summary: "List the articles",
  description: "By position and title.",
  query: [
    { name: "category", description: "Only articles of this category." },
    {
      name: "state",
      description: "Only articles in this state.",
      schema: { type: "string", enum: ARTICLE_STATES },
    },
    { name: "language", description: "Only articles with a text in this language." },
    { name: "owner", description: "Only articles of this owner." },
    {
      name: "review_due",
      description: "`true`: only articles whose review date has come.",
      schema: { type: "boolean" },
    },
    {
      name: "search",
      description:
        "Articles with every word in a title or text, drafts included. Of words with `or` between them, one is enough.",
      example: "volume or loudness",
    },
    ...listParameters(ARTICLE_ORDERINGS),
  ],
  answer: ArticleRow,
  answerType: "page",
  problems: [400, 401, 404],
});
export const createArticle = endpoint({
  ...writing,
  method: "POST",
  path: "/kb/articles/",
  status: 201,
  summary: "Create an article",
  description: "A draft, which customers do not see until it is published.",
  body: articleFields,
  answer: Article,
  problems: [400, 401],
  example: { request: { title: "Green light, but no sound", html: "<p>Check the amplifier.</p>" } },
});
export const showArticle = endpoint({
  ...reading,
  method: "GET",
  path: "/kb/articles/{id}/",
  summary: "Show an article",
  description: "With its newest texts, published or not, and its version as `ETag`.",
  query: shapeParameters,
  answer: Article,
  problems: [401, 404],
});
export const updateArticle = endpoint({
  ...writing,
  method: "PATCH",
  path: "/kb/articles/{id}/",
  status: 200,
  summary: "Update an article",
  description: `\`title\` and \`html\` change the text in \`language\` and make a new version of it. Readers see it once it is published. ${VERSION_NOTE}`,
  body: articleFields,
  partial: true,
  answer: Article,
  problems: change,
  example: { request: { html: "<p>Check the amplifier first.</p>" } },
});
export const deleteArticle = endpoint({
  ...managing,
  method: "DELETE",
  path: "/kb/articles/{id}/",
  status: 204,
  summary: "Permanently delete an article",
  description: "With its versions and files. To keep them, archive it instead.",
  problems: [401, 403, 404],
});
export const publishArticle = endpoint({
  ...writing,
  method: "POST",
  path: "/kb/articles/{id}/publish/",
  status: 200,
  summary: "Publish an article",
  description: `Shows the newest text of every language to those who may see the article. ${VERSION_NOTE}`,
  answer: Article,
  problems: [401, 404, 412],
});
export const archiveArticle = endpoint({
  ...writing,
  method: "POST",
  path: "/kb/articles/{id}/archive/",
  status: 200,
  summary: "Archive an article",
  description: `Customers and searches no longer find it. ${VERSION_NOTE}`,
  answer: Article,
  problems: [401, 404, 412],
});
export const listVersions = endpoint({
  ...reading,
  method: "GET",
  path: "/kb/articles/{id}/versions/",
  summary: "List the versions of an article",
  description: "The 100 newest, newest first.",
  query: [{ name: "language", description: "Only versions in this language." }],
  answer: z.object({ results: z.array(Version) }),
  problems: [400, 401, 404],
});
export const restoreVersion = endpoint({
  ...writing,
  method: "POST",
  path: "/kb/articles/{id}/restore/",
  status: 200,
  summary: "Restore a version of an article",
  description: `Makes a new version with the text of an old one. ${VERSION_NOTE}`,
  body: { language: articleLanguage, version: integer({ min: 1 }) },
  answer: Article,
  problems: change,
  example: { request: { language: "en", version: 1 } },
});
export const useArticle = endpoint({
  ...reading,
  method: "POST",
  path: "/kb/articles/{id}/uses/",
  status: 204,
  summary: "Record the use of an article",
  description: "Call this when an agent opens the article beside a ticket or inserts it into a reply.",
  body: { how: choice(ARTICLE_USES), ticket: reference({ nullable: true, fallback: null }) },
  problems: [400, 401, 404],
  example: { request: { how: "linked" } },
});
export const listFeedback = endpoint({
  ...reading,
  method: "GET",
  path: "/kb/articles/{id}/feedback/",
  summary: "List what readers said about an article",
  description: "The 100 newest answers to “Was this helpful?”, without their authors.",
  answer: z.object({
    results: z.array(
      z.object({ language: z.string(), is_helpful: z.boolean(), comment: z.string(), created_at: time }),
    ),
  }),
  problems: [401, 404],
});
export const addArticleFile = endpoint({
  ...writing,
  method: "POST",
  path: "/kb/articles/{id}/files/",
  status: 201,
  summary: "Upload a file of an article",
  description: 'A multipart form with `file`. A text shows a picture as `<img src="cid:ID">`.',
  consumes: ["multipart"],
  besideFile: [],
  answer: z.object({ id: z.uuid(), name: z.string(), size: z.int(), file: z.string() }),
  problems: [400, 401, 404, 413],
});
export const suggestArticles = endpoint({
  ...reading,
  method: "GET",
  path: "/kb/suggestions/",
  summary: "Suggest articles",
  description:
    "Published articles that contain every word of `q`, also as a part of a word; of words with `or` between them, one is enough. If there are none, or if you send a ticket instead, articles that share the rarest words.",
  query: [
    { name: "q", description: "The text typed so far." },
    { name: "ticket", description: "The ID of a ticket." },
    { name: "language", description: "Preferred language of the texts." },
    { name: "limit", description: "Maximum number of results, up to 10.", schema: { type: "integer", default: 5 } },
  ],
  answer: z.object({ results: z.array(Hit) }),
  problems: [400, 401, 404],
});
