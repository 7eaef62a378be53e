/** The texts that a search while typing looks at: the label, the hint beside it, and words that are not shown. */
export interface Matchable {
  label: string;
  hint?: string | undefined;
  synonyms?: string;
}

const MARKS = /[\u0300-\u036f]/g;
const fold = (text: string): string => text.normalize("NFKD").replaceAll(MARKS, "").toLocaleLowerCase();
const wordsOf = (text: string): string[] => text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];

/** Whether the letters are beginnings of consecutive words: "inpr" in "In progress", "atm" in "Assign to me". */
function spells(letters: string, words: readonly string[]): boolean {
  if (letters === "") return true;
  return words.some((word, at) => {
    for (let length = 1; length <= Math.min(word.length, letters.length); length += 1) {
      if (word[length - 1] !== letters[length - 1]) return false;
      if (begins(letters.slice(length), words.slice(at + 1))) return true;
    }
    return false;
  });
}
const begins = (letters: string, words: readonly string[]): boolean =>
  letters === "" || (words.length > 0 && words[0]!.startsWith(letters[0]!) && spells(letters, words));

const AT_WORDS = 3;
const LEVELS = [
  (text: string, label: string) => label === text,
  // the label begins with the text
  (text: string, label: string) => label.startsWith(text),
  // each typed word begins a word of the label
  (text: string, label: string) =>
    wordsOf(text).every((each) => wordsOf(label).some((word) => word.startsWith(each))) && wordsOf(text).length > 0,
  // or a word of the hint
  (text: string, label: string, hint: string) =>
    wordsOf(text).every((each) => wordsOf(`${label} ${hint}`).some((word) => word.startsWith(each))) &&
    wordsOf(text).length > 0,
  (text: string, label: string) => spells(text.replaceAll(/\s+/g, ""), wordsOf(label)),
  // anywhere: "ffline" in "Offline", and languages without spaces between words
  (text: string, label: string, hint: string) => text.split(/\s+/).every((each) => `${label} ${hint}`.includes(each)),
];

function levels<T extends Matchable>(choices: readonly T[], text: string): { choice: T; level: number }[] {
  const query = fold(text).trim();
  return choices.map((choice) => {
    const [label, hint] = [fold(choice.label), fold(`${choice.hint ?? ""} ${choice.synonyms ?? ""}`)];
    const level = query ? LEVELS.findIndex((fits) => fits(query, label, hint)) : 0;
    return { choice, level };
  });
}
const inOrder = <T>(all: { choice: T; level: number }[]): T[] =>
  all.sort((one, other) => one.level - other.level).map(({ choice }) => choice);

/**
 * The choices that match the text, best first: all of the label, its beginning, the beginning of a word, anywhere;
 * otherwise in their order.
 */
export const matching = <T extends Matchable>(choices: readonly T[], text: string): T[] =>
  inOrder(levels(choices, text).filter(({ level }) => level >= 0));

/** Only the choices with words that begin with the text. */
export const near = <T extends Matchable>(choices: readonly T[], text: string): T[] =>
  inOrder(levels(choices, text).filter(({ level }) => level >= 0 && level <= AT_WORDS));

/** All choices, reordered: those that match only by hidden text come last. For results of the server. */
export const nearestFirst = <T extends Matchable>(choices: readonly T[], text: string): T[] =>
  inOrder(levels(choices, text).map(({ choice, level }) => ({ choice, level: level < 0 ? LEVELS.length : level })));
