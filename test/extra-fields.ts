import { type FieldDescription, TICKET_FIELDS } from "../wire/ticket-fields.ts";

// Fields that exist only in tests; extra-fields.sql adds their columns. A server loads this file with `node --import`
// before anything reads the fields' descriptions.

export const EXTRA_FIELDS: Record<string, FieldDescription> = {
  source: {
    kind: "choice",
    choices: ["phone", "walk_in", "monitoring"],
    isOptional: true,
    filter: "source",
    listFilter: "exact",
    ordering: "",
    isBulk: true,
  },
  promised_at: { kind: "instant", filter: "promised", ordering: "", isBulk: true },
  order_number: { kind: "text", max: 20, filter: "order_number", ordering: "" },
};

Object.assign(TICKET_FIELDS, EXTRA_FIELDS);
