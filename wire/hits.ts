import { searchClauses } from "./query.ts";

const MARKS = /\p{M}/gu;
const fold = (text: string): string => text.normalize("NFKD").replaceAll(MARKS, "").toLocaleLowerCase();

/** The words of a search, each group as alternatives; "a phrase" is one of them. */
export const wordGroups = (q: string): string[][] =>
  searchClauses(q)
    .map((words) => words.map((word) => fold(word).trim()).filter(Boolean))
    .filter((words) => words.length > 0);

export const wordsIn = (q: string): string[] => wordGroups(q).flat();

/** Where a text has one of these words, whatever the case and the accents: the start and the end of each, in order. */
export function hitsIn(text: string, words: readonly string[]): [number, number][] {
  let letters = "";
  // for each letter of the folded text, the place of the one that it comes from
  const places: number[] = [];
  let place = 0;
  for (const letter of text) {
    const plain = fold(letter);
    letters += plain;
    for (let n = 0; n < plain.length; n += 1) places.push(place);
    place += letter.length;
  }
  places.push(text.length);
  const hits: [number, number][] = [];
  for (const word of words)
    for (let at = letters.indexOf(word); at >= 0; at = letters.indexOf(word, at + word.length))
      hits.push([places[at]!, places[at + word.length]!]);
  return hits.sort(([one], [other]) => one - other);
}
