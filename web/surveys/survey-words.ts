import "../lib/later-texts.ts";
import type { useTexts } from "../lib/texts.ts";

type Translate = ReturnType<typeof useTexts>;

/** A rating in words: "Satisfied (4 of 5)". */
export const ratingText = (t: Translate, rating: number): string =>
  t("surveys.rating", { word: t(`surveys.ratings.${String(rating) as "1"}`), rating });
