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
    for (let taken = 1; taken <= Math.min(word.length, letters.length); taken += 1) {
      if (word[taken - 1] !== letters[taken - 1]) return false;
      if (begins(letters.slice(taken), words.slice(at + 1))) return true;
    }
    return false;
  });
}
const begins = (letters: string, words: readonly string[]): boolean =>
  letters === "" || (words.length > 0 && words[0]!.startsWith(letters[0]!) && spells(letters, words));

const AT_WORDS = 2;
const LEVELS = [
  // the label begins with the text
  (typed: string, label: string) => label.startsWith(typed),
  // each typed word begins a word of the label
  (typed: string, label: string) =>
    wordsOf(typed).every((each) => wordsOf(label).some((word) => word.startsWith(each))) && wordsOf(typed).length > 0,
  // or a word of the hint
  (typed: string, label: string, hint: string) =>
    wordsOf(typed).every((each) => wordsOf(`${label} ${hint}`).some((word) => word.startsWith(each))) &&
    wordsOf(typed).length > 0,
  (typed: string, label: string) => spells(typed.replaceAll(/\s+/g, ""), wordsOf(label)),
  // anywhere: "ffline" in "Offline", and languages without spaces between words
  (typed: string, label: string, hint: string) => typed.split(/\s+/).every((each) => `${label} ${hint}`.includes(each)),
];

function levels<T extends Matchable>(choices: readonly T[], text: string): { choice: T; level: number }[] {
  const typed = fold(text).trim();
  return choices.map((choice) => {
    const [label, hint] = [fold(choice.label), fold(`${choice.hint ?? ""} ${choice.synonyms ?? ""}`)];
    const level = typed ? LEVELS.findIndex((fits) => fits(typed, label, hint)) : 0;
    return { choice, level };
  });
}
const inOrder = <T>(all: { choice: T; level: number }[]): T[] =>
  all.sort((one, other) => one.level - other.level).map(({ choice }) => choice);

/**
 * The choices that match the text, best first: at the beginning, at the beginning of a word, anywhere; otherwise in
 * their order.
 */
export const matching = <T extends Matchable>(choices: readonly T[], text: string): T[] =>
  inOrder(levels(choices, text).filter(({ level }) => level >= 0));

/** Only the choices with words that begin with the text. */
export const near = <T extends Matchable>(choices: readonly T[], text: string): T[] =>
  inOrder(levels(choices, text).filter(({ level }) => level >= 0 && level <= AT_WORDS));

/** All choices, reordered: those that match only by hidden text come last. For results of the server. */
export const nearestFirst = <T extends Matchable>(choices: readonly T[], text: string): T[] =>
  inOrder(levels(choices, text).map(({ choice, level }) => ({ choice, level: level < 0 ? LEVELS.length : level })));
