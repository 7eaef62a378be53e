import { parseUuid, strip } from "./python-values.ts";

export const PAGE_SIZE = 20;
export const MAX_PAGE_SIZE = 1000;

/** A page size, limit or offset; what is no such number falls back as if it had not been sent. */
export function sizeOf(value: string | undefined, fallback = PAGE_SIZE): number {
  const number = wholeNumber(value);
  return number === null || number < 1 ? fallback : Math.min(number, MAX_PAGE_SIZE);
}

export function offsetOf(value: string | undefined): number {
  return wholeNumber(value) ?? 0;
}

// as Python's int(): spaces around, leading zeros, digits of any script
function wholeNumber(value: string | undefined): number | null {
  const digits = strip(value ?? "")
    .replace(/^\+/, "")
    .normalize("NFKC");
  return /^\d{1,12}$/.test(digits) ? Number(digits) : null;
}

/** The number of a page; "last" is itself; null is no page at all. */
export function pageOf(value: string | undefined): number | "last" | null {
  if (!value) return 1;
  if (value === "last") return "last";
  const number = wholeNumber(value);
  return number === null || number < 1 ? null : number;
}

/** The terms of a search: words split at white space and commas, a quoted phrase is one. */
export function searchTerms(text: string): string[] {
  const terms: string[] = [];
  for (const [piece] of text.matchAll(/"[^"]*"|'[^']*'|[^\s,]+/g)) {
    const quoted = piece.length > 1 && /^(["'])[\s\S]*\1$/.test(piece);
    const term = quoted ? piece.slice(1, -1) : piece;
    if (strip(term) !== "" && term !== "'" && term !== '"') terms.push(term);
  }
  return terms;
}

/** A term as a pattern for ILIKE that finds it anywhere, its own %, _ and \ as they are. */
export const anywhere = (term: string): string => `%${term.replaceAll(/[\\%_]/g, "\\$&")}%`;

export interface Ordering {
  name: string;
  descending: boolean;
}

/** The known names of ?ordering=, in order; unknown ones are dropped. */
export function orderingOf(text: string | undefined, known: readonly string[]): Ordering[] {
  return (text ?? "").split(",").flatMap((piece) => {
    const word = strip(piece);
    const descending = word.startsWith("-");
    const name = descending ? word.slice(1) : word;
    return known.includes(name) ? [{ name, descending }] : [];
  });
}

export const notAUuid = (value: string) => `“${value}” is not a valid UUID.`;
export const notAChoice = (value: string) => `Select a valid choice. ${value} is not one of the available choices.`;
export const NOT_AMONG_CHOICES = "Select a valid choice. That choice is not one of the available choices.";

/** A filter's id; null when it is malformed. */
export const filterUuid = (value: string): string | null => parseUuid(strip(value));
