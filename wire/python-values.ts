// The Django backend is written in Python. Its clients depend on which IDs Python accepts and on how its messages print
// values.

/** A value as Python prints it: True, None, 'text', ['a'], {'a': 1}. */
export function pythonRepr(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (typeof value === "number") return pythonNumber(value);
  if (typeof value === "string") return quote(value);
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(", ")}]`;
  return `{${Object.entries(value as object)
    .map(([key, each]) => `${quote(key)}: ${pythonRepr(each)}`)
    .join(", ")}}`;
}

/** A value as Python's str() returns it: a text unchanged, anything else as Python prints it. */
export const pythonText = (value: unknown): string => (typeof value === "string" ? value : pythonRepr(value));

const MAX_ECHO = 100;

/** A value to repeat in an error message. It is truncated, so that the error cannot become as large as the request. */
export function echo(value: unknown): string {
  const text = pythonText(value);
  return text.length > MAX_ECHO ? `${text.slice(0, MAX_ECHO).toWellFormed()}…` : text.toWellFormed();
}

function pythonNumber(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  // Python uses exponents below 1e-4, JavaScript below 1e-6
  const text = value !== 0 && Math.abs(value) < 1e-4 ? value.toExponential() : String(value);
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}

function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = text.replace(/[\\\p{C}\p{Z}]/gu, escapeCharacter);
  return mark + (mark === "'" ? body.replaceAll("'", "\\'") : body) + mark;
}

const SHORT: Record<string, string> = { " ": " ", "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0)!;
  const [mark, digits] = code < 0x100 ? ["x", 2] : code < 0x10000 ? ["u", 4] : ["U", 8];
  return SHORT[character] ?? `\\${mark}${code.toString(16).padStart(Number(digits), "0")}`;
}

/** Python's name for the type of a JSON value: str, int, float, bool, list, dict. */
export function pythonType(value: unknown): string {
  if (value === null) return "NoneType";
  if (typeof value === "string") return "str";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  return Array.isArray(value) ? "list" : "dict";
}

/**
 * Reads an ID in any form that Python's uuid.UUID() accepts (upper case, no dashes, braces, urn:uuid:). Returns it in
 * lower case with dashes; null if it is malformed.
 */
export function parseUuid(text: string): string | null {
  if (text.length > 60) return null;
  const hex = text
    .replaceAll("urn:", "")
    .replaceAll("uuid:", "")
    .replace(/^[{}]+|[{}]+$/g, "")
    .replaceAll("-", "");
  if (!/^[0-9a-f]{32}$/i.test(hex)) return null;
  const low = hex.toLowerCase();
  return `${low.slice(0, 8)}-${low.slice(8, 12)}-${low.slice(12, 16)}-${low.slice(16, 20)}-${low.slice(20)}`;
}

// the characters that str.strip() removes; JavaScript's trim() also removes the byte order mark, and keeps the
// separators 1C-1F and 85
const SPACE = new Set([9, 10, 11, 12, 13, 28, 29, 30, 31, 32, 133, 160, 5760, 8232, 8233, 8239, 8287, 12288]);
/** Whether a UTF-16 code unit is white space in Python. */
export const isSpace = (code: number) => SPACE.has(code) || (code >= 8192 && code <= 8202);

/** Removes surrounding white space as Python's str.strip() does. */
export function strip(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end -= 1;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

/**
 * Reads a whole number as Python's int() does: surrounding spaces, a sign, leading zeros, digits of any script, 1_000.
 * Null if it is malformed.
 */
export function wholeNumber(text: string): number | null {
  const clean = strip(text);
  // int() refuses more than 4300 digits
  if (clean.length > 4300 || !/^[+-]?\p{Nd}+(?:_\p{Nd}+)*$/u.test(clean)) return null;
  const value = Number(clean.replaceAll("_", "").replace(/[^\d+-]/gu, digit));
  return value === 0 ? 0 : value;
}

// In Unicode, the decimal digits of a script follow each other, beginning with zero. A run without a gap contains the
// digits of one script or of several.
function digit(character: string): string {
  const code = character.codePointAt(0)!;
  let first = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1;
  return String((code - first) % 10);
}

/** The number of characters as people count them: code points, not UTF-16 units. */
export function codePoints(text: string): number {
  let pairs = 0;
  for (let at = 1; at < text.length; at += 1) {
    if ((text.charCodeAt(at) & 0xfc00) === 0xdc00 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800) pairs += 1;
  }
  return text.length - pairs;
}

/** A surrogate without its other half, as in U+D800; null if the text is well formed. */
export function loneSurrogate(text: string): string | null {
  if (text.isWellFormed()) return null;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code >= 0xd800 && code <= 0xdfff) return `U+${code.toString(16).toUpperCase()}`;
  }
  return null;
}
