import { searchClauses } from "./query.ts";

const MARKS = /\p{M}/gu;
const fold = (text: string): string => text.normalize("NFKD").replaceAll(MARKS, "").toLocaleLowerCase();

/** The words of a search. Each group is a list of alternatives, of which one is enough; "a phrase" counts as a word. */
export const wordGroups = (q: string): string[][] =>
  searchClauses(q)
    .map((words) => words.map((word) => fold(word).trim()).filter(Boolean))
    .filter((words) => words.length > 0);

export const wordsIn = (q: string): string[] => wordGroups(q).flat();

/** The start and end of each of these words in a text, in order. Case and accents are ignored. */
export function wordPositions(text: string, words: readonly string[]): [number, number][] {
  let letters = "";
  // for each letter of the folded text, the index of the letter that it comes from
  const origins: number[] = [];
  let index = 0;
  for (const letter of text) {
    const plain = fold(letter);
    letters += plain;
    for (let n = 0; n < plain.length; n += 1) origins.push(index);
    index += letter.length;
  }
  origins.push(text.length);
  const positions: [number, number][] = [];
  for (const word of words)
    for (let at = letters.indexOf(word); at >= 0; at = letters.indexOf(word, at + word.length))
      positions.push([origins[at]!, origins[at + word.length]!]);
  return positions.sort(([one], [other]) => one - other);
}
