const WINDOWS_1252 = new TextDecoder("windows-1252");
const BYTES = new Map(Array.from({ length: 256 }, (_, byte) => [WINDOWS_1252.decode(Uint8Array.of(byte)), byte]));
const UTF_8 = new TextDecoder("utf-8", { fatal: true });

/**
 * UTF-8 that was read as windows-1252, as parsers do without a label that they know. Whatever the label says: text in
 * another charset is practically never valid UTF-8 by chance.
 */
export function mendUtf8(text: string): string {
  if (!/[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u2122]/.test(text)) return text;
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) {
    const byte = BYTES.get(text[i]!);
    if (byte === undefined) return text;
    bytes[i] = byte;
  }
  try {
    return UTF_8.decode(bytes);
  } catch {
    return text;
  }
}
