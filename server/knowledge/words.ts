import { type Db, query } from "../platform/database.ts";

// it splits Thai and other scripts that are written without spaces
const segmenter = new Intl.Segmenter("th", { granularity: "word" });
const HAS_SPACES = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}]+$/u;
const WITHOUT_SPACES =
  /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+/gu;
const MAX_WORDS = 24;

/** The words of a text, longest first, without those of fewer letters than that; two if the script has no spaces. */
export function searchWords(text: string, letters = 4): string[] {
  const words = [...segmenter.segment(text.slice(0, 4000).toLowerCase())]
    .filter(({ isWordLike, segment }) => isWordLike && [...segment].length >= (HAS_SPACES.test(segment) ? letters : 2))
    .map(({ segment }) => segment);
  return [...new Set(words)].sort((a, b) => b.length - a.length).slice(0, MAX_WORDS);
}

const ENDING = /(?:ing|ed|es|s)$/;
const ENDINGS = ["", "e", "s", "es", "ed", "ing"];

/** The forms of a word that match in another text: "invoices" also matches "invoice". */
export function formsOf(word: string): string[] {
  if (!/^[a-z]+$/.test(word)) return [word];
  const stem = word.replace(ENDING, "");
  return stem.length < 3 ? [word] : [...new Set([word, ...ENDINGS.map((ending) => stem + ending)])];
}

const BETWEEN_WORDS = /[^\p{L}\p{M}\p{N}]+/u;

/** The words of a text written without spaces. */
export function partsOf(text: string): string[] {
  // the search folds this Thai vowel into two characters, but the segmenter knows it only as one
  const runs = text.replaceAll("\u0E4D\u0E32", "\u0E33").match(WITHOUT_SPACES) ?? [];
  const words = runs.flatMap((run) => [...segmenter.segment(run)].map(({ segment }) => segment));
  return [...new Set(words)].filter((word) => [...word].length >= 2);
}

const MAX_TEXTS = 100;

/**
 * Splits published texts into words that have changed since the last time: of one article, or of all. Returns how many texts
 * there were.
 */
export async function splitTexts(db: Db, article: string | null = null): Promise<number> {
  const texts = await query<{ article: string; language: string; version: number; title: string; body: string }>(
    db,
    `select article, language, live_version as version, coalesce(search_title, '') as title,
       coalesce(search_body, '') as body
     from kb_texts
     where live_version is distinct from parts_version and ($1::uuid is null or article = $1)
     limit ${MAX_TEXTS}`,
    [article],
  );
  for (const { article, language, version, title, body } of texts)
    await query(
      db,
      `update kb_texts
       set parts_version = $3,
         parts = array(select search_text(w, false) from unnest($4::text[]) w),
         title_words = array(select search_text(w, false) from unnest($5::text[]) w)
       where article = $1 and language = $2 and live_version is not distinct from $3`,
      [article, language, version, partsOf(`${title} ${body}`), [...title.split(BETWEEN_WORDS), ...partsOf(title)]],
    );
  return texts.length;
}

/** Splits all texts again. */
export async function splitAllTexts(db: Db): Promise<void> {
  while ((await splitTexts(db)) === MAX_TEXTS);
}
