import { type FieldDescription, mapFields } from "../../wire/ticket-fields.ts";

// The fields of a ticket as columns of `tickets`, which have the same names.

const TYPES: Record<FieldDescription["kind"], string> = {
  text: "text",
  choice: "text",
  instant: "timestamptz",
  reference: "uuid",
  tags: "text",
};

/** PostgreSQL's type of each field. */
export const SQL_TYPES = mapFields(({ kind, enumType }) => enumType ?? TYPES[kind]);

/** The expression that shows each field of a ticket `t` in a response. */
export const shownFields = mapFields(({ kind }, name) => (kind === "instant" ? `wire_time(t.${name})` : `t.${name}`));

/** The values of a new ticket that does not set them. */
export const INITIAL_VALUES = mapFields(({ kind, initial }) =>
  kind === "instant" || kind === "reference" ? null : (initial ?? ""),
);
