import { createHash } from "node:crypto";
import { MAX_EMAIL_TEXT } from "./clean.ts";

// line breaks and letters in other charsets become shorter when they are read
const READ_CHARS = 3 * MAX_EMAIL_TEXT;
const PIECE_CHARS = 64 * 1024;
const WORD = /[^\s\0]/;

/**
 * The part of a text that is read, which is longer than what a message shows, and the rest, if it has words. A long one begins with its first word,
 * and is split before a letter of ASCII if there is one, so that its charset can be repaired.
 */
export function splitLong(text: string): { beginning: string; rest: string } {
  if (text.length <= READ_CHARS) return { beginning: text, rest: "" };
  const start = text.search(WORD);
  if (start < 0) return { beginning: "", rest: "" };
  let end = start + READ_CHARS;
  while (end > start + READ_CHARS - PIECE_CHARS && text.charCodeAt(end) > 127) end -= 1;
  return { beginning: text.slice(start, end), rest: WORD.test(text.slice(end)) ? text.slice(end) : "" };
}

/** A checksum of texts that ignores how they are wrapped. */
export function textHash(texts: readonly string[]): string {
  const hash = createHash("sha256");
  let endsWithSpace = false;
  for (const text of texts)
    for (let at = 0; at < text.length; ) {
      const isPair = /[\ud800-\udbff]/.test(text.charAt(at + PIECE_CHARS - 1));
      const piece = text.slice(at, at + PIECE_CHARS + (isPair ? 1 : 0));
      const words = piece.replaceAll(/\s+/g, " ");
      hash.update(endsWithSpace && words.startsWith(" ") ? words.slice(1) : words);
      endsWithSpace = words.endsWith(" ");
      at += piece.length;
    }
  return hash.digest("hex");
}
