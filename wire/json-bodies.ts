import { badRequest, tooLarge } from "./problems.ts";

const MAX_DEPTH = 200;
const MAX_VALUES = 200_000;

/** Parses JSON. Throws an Error whose message begins like that of the Django backend. */
export function decodeJson(bytes: Uint8Array): unknown {
  const text = utf8(bytes);
  if (text.charCodeAt(0) === 0xfeff) throw parseError("Unexpected UTF-8 BOM (decode using utf-8-sig)", text, 0);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw parseError("Expecting value", text, errorPosition((error as Error).message, text));
  }
}

// the engine may quote the text instead of giving a position, and the quoted text may look like one
function errorPosition(message: string, text: string): number | null {
  const at = / at position (\d+) \(line \d+ column \d+\)$/.exec(message);
  if (at) return Number(at[1]);
  return message.startsWith("Unexpected end") ? text.length : null;
}

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Error("JSON parse error - 'utf-8' codec can't decode the body: invalid byte");
  }
}

function parseError(reason: string, text: string, at: number | null): Error {
  if (at === null) return new Error(`JSON parse error - ${reason}`);
  const before = text.slice(0, at);
  const line = before.split("\n").length;
  const column = at - before.lastIndexOf("\n");
  return new Error(`JSON parse error - ${reason}: line ${line} column ${column} (char ${at})`);
}

/**
 * Counts the values of a JSON body as its bytes arrive, and throws when they are too many or nested too deeply. Parsing
 * 32 MB of "[[],[],..." takes 5 s and 1 GB, so such a body must be refused before it is parsed.
 */
export function jsonGuard(): (chunk: Uint8Array) => void {
  let depth = 0;
  let values = 1;
  let isInString = false;
  let isEscaped = false;
  return (chunk) => {
    for (const byte of chunk) {
      if (isInString) {
        if (isEscaped) isEscaped = false;
        else if (byte === 0x5c) isEscaped = true;
        else if (byte === 0x22) isInString = false;
      } else if (byte === 0x22) isInString = true;
      else if (byte === 0x2c) values += 1;
      else if (byte === 0x5b || byte === 0x7b) {
        values += 1;
        depth += 1;
        if (depth > MAX_DEPTH)
          throw badRequest("JSON parse error - The value is nested too deeply: line 1 column 1 (char 0)");
      } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
    }
    if (values > MAX_VALUES) throw tooLarge(`The request body has too many values: at most ${MAX_VALUES}.`);
  };
}
