import { ROLE_PERMISSIONS, type Role } from "./permissions.ts";

/** From the largest to the smallest audience. */
export const VISIBILITIES = ["public", "signed_in", "internal", "team"] as const;
export type Visibility = (typeof VISIBILITIES)[number];
export const ARTICLE_STATES = ["draft", "published", "archived"] as const;
/** Languages of articles. */
export const ARTICLE_LANGUAGES = [
  "en",
  "th",
  "de",
  "es",
  "fr",
  "id",
  "it",
  "ja",
  "ko",
  "nl",
  "pt",
  "ru",
  "vi",
  "zh",
] as const;
export type ArticleLanguage = (typeof ARTICLE_LANGUAGES)[number];
/** How an agent used an article. */
export const ARTICLE_USES = ["opened", "inserted", "linked"] as const;
export const READER_TEAMS = Object.keys(ROLE_PERMISSIONS) as Role[];
