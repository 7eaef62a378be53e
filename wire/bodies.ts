const MAX_DEPTH = 200;

/** JSON from its bytes; throws an Error whose message begins as the original's does. */
export function decodeJson(bytes: Uint8Array): unknown {
  const text = utf8(bytes);
  if (text.charCodeAt(0) === 0xfeff) throw parseError("Unexpected UTF-8 BOM (decode using utf-8-sig)", text, 0);
  if (isTooDeep(bytes)) throw parseError("The value is nested too deeply", text, 0);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw parseError("Expecting value", text, placeOf((error as Error).message, text));
  }
}

// the engine names no place where it quotes the text instead, and what it quotes may speak of a position too
function placeOf(message: string, text: string): number | null {
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

function isTooDeep(bytes: Uint8Array): boolean {
  let depth = 0;
  let isText = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]!;
    if (byte === 0x22) isText = !isText;
    else if (isText) at += byte === 0x5c ? 1 : 0;
    else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1;
  }
  return false;
}

/** A URL-encoded form; the last of a repeated name counts. */
export function decodeForm(bytes: Uint8Array): Record<string, string> {
  const values: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(new TextDecoder().decode(bytes))) values[name] = value;
  return values;
}
