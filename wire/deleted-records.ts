import { z } from "zod";

/** A contact or zone in the trash. */
export const DeletedRecord = z
  .object({
    id: z.uuid(),
    name: z.string(),
    company: z.uuid().nullable(),
    company_name: z.string().nullable(),
    tickets: z.int().meta({ description: "Number of tickets that referred to it when it was deleted." }),
    deleted_at: z.iso.datetime(),
    deleted_by: z.uuid().nullable(),
    deleted_by_name: z.string().nullable(),
  })
  .meta({ id: "DeletedRecord" });
