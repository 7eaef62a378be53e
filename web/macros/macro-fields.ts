import { type FieldDescription, fieldsWith } from "../../wire/ticket-fields.ts";

const changeable = (kind: FieldDescription["kind"]) =>
  fieldsWith((field) => field.isBulk === true && field.kind === kind);

/** The fields that the form of a macro offers, besides tags: choices, then people. */
export const MACRO_FIELDS = [...changeable("choice"), ...changeable("reference")];
