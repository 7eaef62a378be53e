const SIGN = String.raw`[^\s@.<>()"',;:，；、]`;
const ADDRESS = new RegExp(`${SIGN}+(?:[.']${SIGN}+)*@${SIGN}+(?:\\.${SIGN}+)+`, "gu");
const WHOLE_ADDRESS = new RegExp(`^${ADDRESS.source}$`, "u");
const SEPARATOR = /[,;\n，；、]/;

export const isAddress = (text: string): boolean => WHOLE_ADDRESS.test(text);

export interface TypedAddresses {
  addresses: string[];
  /** What is no address. */
  rest: string;
}

/**
 * The addresses in a typed or pasted text, as mail programs write them: "Ann <ann@cafe.test>; bob@cafe.test", also one in a line
 * and "Lee, Ann <ann@cafe.test>".
 */
export function addressesIn(text: string): TypedAddresses {
  const entries = text.split(SEPARATOR);
  const perEntry = entries.map((entry) => entry.match(ADDRESS) ?? []);
  const rest = entries.map((entry, at) => {
    if (perEntry[at]!.length > 0) return wordsWithSign(entry.replaceAll(ADDRESS, " "));
    const next = perEntry.findIndex((addresses, later) => later > at && addresses.length > 0);
    // the first part of "Lee, Ann <ann@cafe.test>"
    const isName = !entry.includes("@") && next > at && entries[next]!.includes("<");
    return isName ? "" : entry.trim();
  });
  return { addresses: [...new Set(perEntry.flat())], rest: rest.filter(Boolean).join(", ") };
}

const wordsWithSign = (text: string): string =>
  text
    .split(/\s+/)
    .filter((word) => word.includes("@"))
    .join(" ");

/** Whether an entry has just been finished by a comma or a semicolon, or an address by a space. */
export const isFinished = (text: string): boolean =>
  SEPARATOR.test(text) || (/\s$/.test(text) && addressesIn(text).addresses.length > 0);
