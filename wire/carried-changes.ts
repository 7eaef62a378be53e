import { requestedChanges } from "./bulk.ts";
import type { Field } from "./fields.ts";
import { nestedFields } from "./nested-fields.ts";

const { is_deleted: _, ...fields } = requestedChanges;

/** Changes of a ticket that are sent with a reply: those of a bulk change, except the trash. */
export const carriedChanges = (description: string): Field<Record<string, unknown>> =>
  nestedFields(fields, { description, unit: "changes" });
