import type { TextKey, Translate } from "../lib/texts.ts";

// The text of a field is fields.<name>; a list may use another one.

export const filterLabel = (t: Translate, filter: string): string =>
  t(`filters.fields.${filter}` as TextKey, { defaultValue: t(`fields.${filter}` as TextKey) });
export const columnLabel = (t: Translate, column: string): string =>
  t(`inbox.columns.${column}` as TextKey, { defaultValue: t(`fields.${column}` as TextKey) });
/** The title of a dialog that changes tickets, and the label of the button that opens it. */
export const changeLabel = (t: Translate, kind: string): string =>
  t(`bulk.do.${kind}` as TextKey, { defaultValue: t(`fields.${kind}` as TextKey) });
export const kindLabel = (t: Translate, kind: string): string =>
  t(`bulk.kinds.${kind}` as TextKey, { defaultValue: t(`fields.${kind}` as TextKey) });
