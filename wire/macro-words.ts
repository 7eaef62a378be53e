import { ARTICLE_LANGUAGES, type ArticleLanguage } from "./knowledge-words.ts";

// Words of macros without a schema library, for the web app, too.

/** Who uses a macro: its owner, a team, or everyone. */
export const MACRO_SCOPES = ["own", "team", "shared"] as const;
export type MacroScope = (typeof MACRO_SCOPES)[number];
/** The languages that macros can be written in. */
export const MACRO_LANGUAGES = ARTICLE_LANGUAGES;
export type MacroLanguage = ArticleLanguage;
export const INPUT_KINDS = ["text", "choice"] as const;

/** Something that is asked when a macro is applied. */
export interface MacroInput {
  /** Its placeholder is `input.` and this name. */
  name: string;
  label: string;
  kind: (typeof INPUT_KINDS)[number];
  choices: string[];
  required: boolean;
}

/** The placeholders of every macro. */
export const PLACEHOLDERS = [
  "contact.name",
  "contact.first_name",
  "contact.email",
  "company.name",
  "zone.name",
  "ticket.number",
  "ticket.subject",
  "agent.name",
  "agent.first_name",
  "desk.name",
] as const;

/** A placeholder that was not filled. */
export const BLANK = /\{\{\s*((?:contact|company|zone|ticket|agent|desk|input)\.[a-z]\w{0,49})[^{}]{0,500}\}\}/g;

/** The placeholders that nobody has filled in a text that is about to be sent, each once. */
export function blanksIn(html: string): string[] {
  if (!html.includes("{{")) return [];
  const text = html.replaceAll(/<[^<>]*>/g, "").replaceAll(/&nbsp;|\u00a0/g, " ");
  return [...new Set([...text.matchAll(BLANK)].map(([, name]) => name!))];
}
