/** Shorter words are one letter from many others. */
export const MIN_OF_CORRECTED = 4;

/** Whether one letter more, less or other, or two neighbors in the other order, turn one word into another. */
export function isOneEditApart(a: string, b: string): boolean {
  if (a === b) return false;
  let start = 0;
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const [partOfA, partOfB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (partOfA.length <= 1 && partOfB.length <= 1) return true;
  return partOfA.length === 2 && partOfB.length === 2 && partOfA[0] === partOfB[1] && partOfA[1] === partOfB[0];
}

/** A word that texts contain, and how often. */
export interface KnownWord {
  word: string;
  n: number;
}

/** The most frequent word that is one edit apart; null if there is none. */
export const nearestWord = (word: string, vocabulary: readonly KnownWord[]): string | null =>
  vocabulary
    .filter((each) => isOneEditApart(word, each.word))
    .toSorted((a, b) => b.n - a.n || (a.word < b.word ? -1 : 1))[0]?.word ?? null;
