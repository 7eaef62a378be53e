import { ARTICLE_LANGUAGES, type ArticleLanguage } from "./knowledge-words.ts";

// Separate from the endpoints, so that the web app does not load the schema library.

/** Who can use a macro: its owner, a team, or everyone. */
export const MACRO_SCOPES = ["own", "team", "shared"] as const;
export type MacroScope = (typeof MACRO_SCOPES)[number];
/** Languages of macros. */
export const MACRO_LANGUAGES = ARTICLE_LANGUAGES;
export type MacroLanguage = ArticleLanguage;
export const INPUT_KINDS = ["text", "choice"] as const;

/** A value that a macro asks for when it is applied. */
export interface MacroInput {
  /** The placeholder is `input.` followed by this name. */
  name: string;
  label: string;
  kind: (typeof INPUT_KINDS)[number];
  choices: string[];
  required: boolean;
}

/** Placeholders of every macro. Inputs add their own. */
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

/** A placeholder without a value. */
export const BLANK = /\{\{\s*((?:contact|company|zone|ticket|agent|desk|input)\.[a-z]\w{0,49})[^{}]{0,500}\}\}/g;

/** The placeholders that still have no value in a text, without repeated ones. */
export function blanksIn(html: string): string[] {
  if (!html.includes("{{")) return [];
  const text = html.replaceAll(/<[^<>]*>/g, "").replaceAll(/&nbsp;|\u00a0/g, " ");
  return [...new Set([...text.matchAll(BLANK)].map(([, name]) => name!))];
}
