import "../lib/later-texts.ts";
import type { TextKey, Translate } from "../lib/texts.ts";

export const orderingLabel = (t: Translate, ordering: string): string =>
  t(`look.orderings.${ordering}` as TextKey, { defaultValue: t(`fields.${ordering}` as TextKey) });
