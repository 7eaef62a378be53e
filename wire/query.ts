import { echo, isSpace, parseUuid, strip, wholeNumber } from "./python-values.ts";

export const PAGE_SIZE = 20;
export const MAX_PAGE_SIZE = 1000;
// greater than any number of rows, and still a bigint when multiplied by the page size
const FAR = 1_000_000_000_000;

/** Reads a page size, limit or offset. Anything but a positive number counts as not sent. */
export function pageSizeOf(value: string | undefined, fallback = PAGE_SIZE): number {
  const number = wholeNumber(value ?? "");
  return number === null || number < 1 ? fallback : Math.min(number, MAX_PAGE_SIZE);
}

export function offsetOf(value: string | undefined): number {
  return Math.min(Math.max(wholeNumber(value ?? "") ?? 0, 0), FAR);
}

/** Reads a page number; "last" stays as it is. Null if it is invalid. */
export function pageOf(value: string | undefined): number | "last" | null {
  if (!value) return 1;
  if (value === "last") return "last";
  const number = wholeNumber(value);
  return number === null || number < 1 ? null : Math.min(number, FAR);
}

/**
 * Splits a search into terms, which are separated by white space and commas. A quoted phrase is one term; \" is a quote
 * inside it. Text right after a closing quote joins the term, with its quotes. A quote that is never closed is an
 * ordinary character.
 */
export function searchTerms(text: string): string[] {
  return [...new Set(pieces(text).flatMap(termsIn))];
}

const OR = /^(?:or|หรือ)$/i;

/**
 * The terms of a search as groups: a text must have a term of each group. `or` between two terms puts them into one group; in
 * quotes, at the beginning or alone it is a word like others. At the end it is left out, because the next word is still
 * being typed.
 */
export function searchClauses(text: string): string[][] {
  const groups: string[][] = [];
  let last: string[] | null = null;
  let joins = false;
  for (const piece of pieces(text)) {
    if (last && OR.test(piece)) {
      joins = true;
      continue;
    }
    for (const term of termsIn(piece)) {
      if (joins && last) last.push(term);
      else {
        last = [term];
        groups.push(last);
      }
      joins = false;
    }
  }
  const distinct = groups.map((terms) => [...new Set(terms)]);
  return [...new Map(distinct.map((terms) => [JSON.stringify(terms), terms])).values()];
}

/** The search that has these clauses: the opposite of `searchClauses`. */
export function searchOf(clauses: readonly (readonly string[])[]): string {
  const write = (wordOf: (term: string) => string) => clauses.map((terms) => terms.map(wordOf).join(" or ")).join(" ");
  const text = write((term) => (searchTerms(term)[0] === term && !OR.test(term) ? term : phraseOf(term)));
  // two terms with a quote each may be read as one phrase
  return JSON.stringify(searchClauses(text)) === JSON.stringify(clauses) ? text : write(phraseOf);
}

const phraseOf = (term: string): string => `"${term.replaceAll(/[\\"]/g, "\\$&")}"`;

function termsIn(piece: string): string[] {
  const word = piece.replace(/^,+/, "").replace(TRAILING_COMMAS, "");
  const quote = word[0];
  const terms =
    (quote !== '"' && quote !== "'") || !word.endsWith(quote)
      ? word.split(",").map(strip)
      : [word.slice(1, -1).replaceAll(`\\${quote}`, quote).replaceAll("\\\\", "\\")];
  return terms.filter((term) => term !== "");
}

// without the lookbehind, a long row of commas would be tried again from each comma
const TRAILING_COMMAS = /(?<!,),+$/;

function pieces(text: string): string[] {
  const closingQuotes = new Map(
    ['"', "'"].map((quote) => [quote, text.includes(quote) ? closings(text, quote) : null]),
  );
  const values: string[] = [];
  let at = 0;
  while (at < text.length) {
    const start = at;
    if (isSpace(text.charCodeAt(at))) at += 1;
    else {
      at = afterPhrases(text, start, closingQuotes) ?? plainEnd(text, start, "");
      values.push(text.slice(start, at));
    }
  }
  return values;
}

/** The position after a word's closed quotes and the text joined to them; null if it has no closed quotes. */
function afterPhrases(text: string, start: number, closingQuotes: Map<string, Int32Array | null>): number | null {
  let end: number | null = null;
  let at = plainEnd(text, start, "\"'");
  while (at < text.length && !isSpace(text.charCodeAt(at))) {
    const close = closingQuotes.get(text[at]!)![at + 1]!;
    if (close < 0) break;
    at = plainEnd(text, close + 1, "\"'");
    end = at;
  }
  return end;
}

function plainEnd(text: string, start: number, stops: string): number {
  let at = start;
  while (at < text.length && !isSpace(text.charCodeAt(at)) && !stops.includes(text[at]!)) at += 1;
  return at;
}

/**
 * The next closing quote from each position, or -1. A backslash escapes the next character unless that is a line break.
 * One pass from right to left: a search from each quote took quadratic time for rows of \\" that are never closed.
 */
function closings(text: string, quote: string): Int32Array {
  const next = new Int32Array(text.length + 2).fill(-1);
  for (let at = text.length - 1; at >= 0; at -= 1) {
    if (text[at] === quote) next[at] = at;
    else if (text[at] !== "\\") next[at] = next[at + 1]!;
    else if (text[at + 1] !== "\n") next[at] = next[at + 2]!;
  }
  return next;
}

/** A pattern for ILIKE that matches the term anywhere. The term's own %, _ and \ are escaped. */
export const anywhere = (term: string): string => `%${term.replaceAll(/[\\%_]/g, "\\$&")}%`;

export interface Ordering {
  name: string;
  descending: boolean;
}

/** Reads ?ordering=. Keeps the order, and drops unknown and repeated names. */
export function orderingOf(text: string | undefined, allowedNames: readonly string[]): Ordering[] {
  const orderings = new Map<string, Ordering>();
  for (const piece of (text ?? "").split(",")) {
    const word = strip(piece);
    const descending = word.startsWith("-");
    const name = descending ? word.slice(1) : word;
    if (allowedNames.includes(name) && !orderings.has(name)) orderings.set(name, { name, descending });
  }
  return [...orderings.values()];
}

export const notAUuid = (value: string) => `“${echo(value)}” is not a valid UUID.`;
export const notAChoice = (value: string) =>
  `Select a valid choice. ${echo(value)} is not one of the available choices.`;
export const NOT_AMONG_CHOICES = "Select a valid choice. That choice is not one of the available choices.";

/** Reads an ID in a filter; null if it is malformed. */
export const filterUuid = (value: string): string | null => parseUuid(strip(value));
