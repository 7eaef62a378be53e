import { searchClauses } from "../../wire/query.ts";
import type { Parameters } from "../platform/parameters.ts";

/**
 * How a term can be looked for.
 *
 * - `indexed`: the trigram indexes find any part of a text that has three characters in a row or the edge of a word.
 * - `word start`: one or two Latin letters or digits are in nearly every text, so they match only where a word begins. Two
 *   have an index.
 * - `unindexed`: one or two other characters, or symbols alone (🎵, 楽, §). No index finds them.
 */
export type TermKind = "indexed" | "word start" | "unindexed";

export interface Term {
  text: string;
  kind: TermKind;
  /** Whether an index finds it. */
  isIndexed: boolean;
  /** The part of a term that is looked up, because each further trigram is one more list for the index to read. */
  lookup: string;
  isLookedUpWhole: boolean;
}

const MAX_LOOKUP_LENGTH = 60;
// characters that search_text() drops, as far as it matters here
const IGNORED_CHARACTERS = /[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]/g;
const WORD = "[\\p{L}\\p{N}\\p{M}]";
const HAS_TRIGRAM = new RegExp(`${WORD}{3}|${WORD}{2}[^\\p{L}\\p{N}\\p{M}]|[^\\p{L}\\p{N}\\p{M}]${WORD}`, "u");
const SHORT_WORD = /^[a-z\d]{1,2}$/i;
// lists the characters: pg_trgm makes no trigrams for a class as large as [^[:alnum:]], so the whole index would be
// read
const WORD_START = "(^|[ -/:-@[-`{-~\\x1f])";

/** Terms of which a text must have one. Most clauses have one term. */
export interface Clause {
  terms: readonly Term[];
  /** Whether an index finds all of them. */
  isIndexed: boolean;
  isLookedUpWhole: boolean;
}

/** The clauses of a search in texts as people read them; a separator of fields counts as white space. */
export const clausesOf = (text: string): Clause[] =>
  searchClauses(text.replaceAll("\x1f", " ")).map((words) => {
    const terms = words.map(termOf);
    return {
      terms,
      isIndexed: terms.every(({ isIndexed }) => isIndexed),
      isLookedUpWhole: terms.every(({ isLookedUpWhole }) => isLookedUpWhole),
    };
  });

export function termOf(text: string): Term {
  const letters = text.normalize("NFKD").replaceAll(IGNORED_CHARACTERS, "");
  const kind = SHORT_WORD.test(letters) ? "word start" : HAS_TRIGRAM.test(letters) ? "indexed" : "unindexed";
  const characters = [...text];
  return {
    text,
    kind,
    isIndexed: kind === "indexed" || (kind === "word start" && letters.length === 2),
    lookup: characters.slice(0, MAX_LOOKUP_LENGTH).join(""),
    isLookedUpWhole: characters.length <= MAX_LOOKUP_LENGTH,
  };
}

/** How to compare a term with folded texts. `pattern`: a placeholder for the term. */
export interface Matcher {
  /** Whether a text has it. */
  has(text: string): string;
  /** Whether the term is in the part of a ticket's `body` that people read. */
  hasReadable(body: string): string;
}

/** How to compare a clause with folded texts. `part`: the whole terms, or what is looked up of them. */
export function matcherIn({ terms }: Clause, sql: Parameters, part: "text" | "lookup" = "text"): Matcher {
  const each = terms.map((term) => matcherOf(term.kind, `${sql.add(term[part])}::text`));
  const [only] = each;
  if (only && each.length === 1) return only;
  return {
    has: (text) => `(${each.map(({ has }) => has(text)).join(" or ")})`,
    hasReadable: (body) => `(${each.map(({ hasReadable }) => `(${hasReadable(body)})`).join(" or ")})`,
  };
}

export function matcherOf(kind: TermKind, pattern: string): Matcher {
  if (kind === "word start") {
    const start = `('${WORD_START}' || search_text(${pattern}, false)`;
    return {
      has: (text) => `${text} ~ ${start})`,
      // the index answers the first condition
      hasReadable: (body) => `(${body} ~ ${start}) and ${body} ~ ${start} || '[^\\x1f]*\\x1f'))`,
    };
  }
  return {
    has: (text) => `${text} like search_pattern(${pattern})`,
    hasReadable: (body) => `${body} like search_pattern(${pattern}) || E'\\x1f%'`,
  };
}
