import type { Translate } from "../lib/texts.ts";

// The text of a field is fields.<name>; a list may use another one.

type Named = "status";

export const filterLabel = (t: Translate, filter: string): string =>
  t(`filters.fields.${filter as Named}`, { defaultValue: t(`fields.${filter as Named}`) });
export const columnLabel = (t: Translate, column: string): string =>
  t(`inbox.columns.${column as Named}`, { defaultValue: t(`fields.${column as Named}`) });
export const orderingLabel = (t: Translate, ordering: string): string =>
  t(`inbox.orderings.${ordering as Named}`, { defaultValue: t(`fields.${ordering as Named}`) });
/** The title of a dialog that changes tickets, and the label of the button that opens it. */
export const changeLabel = (t: Translate, kind: string): string =>
  t(`bulk.do.${kind as Named}`, { defaultValue: t(`fields.${kind as Named}`) });
export const kindLabel = (t: Translate, kind: string): string =>
  t(`bulk.kinds.${kind as Named}`, { defaultValue: t(`fields.${kind as Named}`) });
