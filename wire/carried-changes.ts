import { bulkChanges } from "./bulk.ts";
import type { Field } from "./fields.ts";
import { nestedFields } from "./nested-fields.ts";

const { is_deleted: _, ...fields } = bulkChanges;

/** Changes of a ticket that go with a reply: the same as those of a bulk change, without the trash. */
export const carriedChanges = (description: string): Field<Record<string, unknown>> =>
  nestedFields(fields, { description, unit: "changes" });
