import "../lib/later-texts.ts";
import type { Translate } from "../lib/texts.ts";

/** Other words for a choice, by which a search while typing finds it too: "invoice" finds Billing. */
export const synonymsOf = (t: Translate, field: string, word: string): string =>
  t(`synonyms.${field}.${word}` as Parameters<Translate>[0], { defaultValue: "" });
