import { tooLarge } from "./problems.ts";

export const MAX_FORM_FIELDS = 1_000;

export const tooManyFields = () => tooLarge(`The form has too many fields: at most ${MAX_FORM_FIELDS}.`);

/** Reads a URL-encoded form. The last value of a repeated name counts. */
export function decodeForm(bytes: Uint8Array): Record<string, string> {
  // URLSearchParams takes quadratic time for many names without a value, so the names are counted first
  let separators = 0;
  for (const byte of bytes) if (byte === 0x26) separators += 1;
  if (separators >= MAX_FORM_FIELDS) throw tooManyFields();
  const values: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(new TextDecoder().decode(bytes))) values[name] = value;
  return values;
}
