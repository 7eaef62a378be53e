/** Chances of row number `i` as SQL: the same for the same seed, row and word, and independent between words. */
export interface Chances {
  /** From 0 up to 1. */
  of(word: string, row?: string): string;
  /** A random element of an array. */
  pick(array: string, word: string, row?: string): string;
}

export function openChances(seed: number): Chances {
  const salts = new Map<string, number>();
  const saltOf = (word: string) => {
    if (!salts.has(word)) salts.set(word, seed * 1_000 + salts.size);
    return salts.get(word)!;
  };
  const of = (word: string, row = "i") =>
    `((hashint8extended((${row})::bigint, ${saltOf(word)}) & 1073741823) / 1073741824.0::float8)`;
  return {
    of,
    pick: (array, word, row) => `(${array})[1 + floor(${of(word, row)} * cardinality(${array}))::int]`,
  };
}

/** SQL that puts a draft's own names and figures into a text. */
export const fillText = (text: string, agent = "''"): string =>
  [
    ["contact", "coalesce(split_part(d.contact_name, ' ', 1), 'there')"],
    ["agent", agent],
    ["zone", "coalesce(d.zone_name, 'the main zone')"],
    ["company", "d.company_name"],
    ["serial", "d.serial"],
    ["amount", "d.amount"],
  ].reduce((inner, [word, value]) => `replace(${inner}, '{${word}}', ${value})`, text);
