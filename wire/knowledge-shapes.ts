import { z } from "zod";
import { choice, choices, integer, jsonObject, nullable, reference, text } from "./fields.ts";
import { ARTICLE_LANGUAGES, ARTICLE_STATES, READER_TEAMS, VISIBILITIES } from "./knowledge-words.ts";

export const time = z.iso.datetime();
const MAX_HTML = 300_000;
export const articleLanguage = choice(ARTICLE_LANGUAGES, { fallback: "en" });
const SLUG =
  "The last part of its address. Derived from the title if omitted. The previous address redirects to the new one.";
const VISIBILITY =
  "`public` for everyone, `signed_in` for customers who have signed in, `internal` for agents, `team` for agents of `teams`.";

export const categoryFields = {
  parent: reference({ nullable: true, fallback: null }),
  name: text({ max: 100, example: "Sound and players" }),
  names: jsonObject({ max: 4000, fallback: {}, description: "The name in other languages.", example: { th: "เสียง" } }),
  slug: text({ max: 100, fallback: "", description: SLUG }),
  visibility: choice(VISIBILITIES, { fallback: "internal", description: VISIBILITY }),
  teams: choices(READER_TEAMS, { fallback: [] }),
  position: integer({ fallback: 0, min: 0, max: 100_000 }),
};
export const ArticleCategory = z
  .object({
    id: z.uuid(),
    parent: z.uuid().nullable(),
    name: z.string(),
    names: z.record(z.string(), z.string()),
    slug: z.string(),
    visibility: z.enum(VISIBILITIES),
    teams: z.array(z.string()),
    position: z.int(),
    article_count: z.int().meta({ description: "Published articles in this category that you can see." }),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: "KnowledgeCategory" });

export const articleFields = {
  category: reference({ nullable: true, fallback: null }),
  language: articleLanguage,
  title: text({ max: 200, example: "Green light, but no sound" }),
  html: text({
    max: MAX_HTML,
    fallback: "",
    description: "Cleaned when it is saved.",
    example: "<p>Check the amplifier.</p>",
  }),
  slug: text({ max: 100, fallback: "", description: SLUG }),
  visibility: choice(VISIBILITIES, { fallback: "internal", description: VISIBILITY }),
  teams: choices(READER_TEAMS, { fallback: [] }),
  owner: reference({ nullable: true, fallback: null }),
  review_at: nullable(text({ max: 10, description: "Date on which someone should check it, as YYYY-MM-DD." })),
  position: integer({ fallback: 0, min: 0, max: 100_000 }),
};
const articleRow = {
  id: z.uuid(),
  category: z.uuid().nullable(),
  category_name: z.string().nullable(),
  slug: z.string(),
  title: z.string().meta({ examples: ["Green light, but no sound"] }),
  language: z.string(),
  languages: z.array(z.string()),
  state: z.enum(ARTICLE_STATES),
  has_changes: z.boolean().meta({ description: "Whether a text is newer than the published one." }),
  visibility: z.enum(VISIBILITIES),
  effective_visibility: z
    .enum(VISIBILITIES)
    .meta({ description: "The most restrictive of its visibility and those of its categories." }),
  teams: z.array(z.string()),
  owner: z.uuid().nullable(),
  owner_name: z.string().nullable(),
  review_at: z.iso.date().nullable(),
  position: z.int(),
  version: z.int(),
  created_at: time,
  updated_at: time,
  published_at: time.nullable(),
};
export const ArticleRow = z.object(articleRow).meta({ id: "KnowledgeArticleRow" });
export const Article = z
  .object({
    ...articleRow,
    texts: z.array(
      z.object({
        language: z.string(),
        title: z.string().meta({ examples: ["Green light, but no sound"] }),
        html: z.string(),
        version: z.int(),
        live_version: z.int().nullable(),
        author_name: z.string().nullable(),
        updated_at: time,
      }),
    ),
    files: z.array(z.object({ id: z.uuid(), name: z.string(), size: z.int(), file: z.string() })),
    uses: z.object({
      opened: z.int(),
      inserted: z.int(),
      helpful: z.int(),
      not_helpful: z.int(),
    }),
  })
  .meta({ id: "KnowledgeArticle" });
export const Version = z
  .object({
    language: z.string(),
    version: z.int(),
    title: z.string().meta({ examples: ["Green light, but no sound"] }),
    html: z.string(),
    author_name: z.string().nullable(),
    created_at: time,
  })
  .meta({ id: "KnowledgeVersion" });
export const Hit = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    language: z.string(),
    title: z.string().meta({ examples: ["Green light, but no sound"] }),
    summary: z.string(),
    effective_visibility: z.enum(VISIBILITIES),
    url: z.string().nullable().meta({ description: "Its address for customers; null if they cannot see it." }),
  })
  .meta({ id: "KnowledgeHit" });
