import { z } from "zod";
import { bulkMacroFields, SHOWN_FAILURES, targetFields } from "./bulk.ts";
import { endpoint } from "./endpoint.ts";

export const SHOWN_PREVIEWS = 3;

const Blanks = z.object({ ticket: z.uuid(), ticket_number: z.string(), blanks: z.array(z.string()) });
export const previewMacroForMany = endpoint({
  method: "POST",
  path: "/macros/{id}/preview/",
  access: "user",
  permission: "bulk.change",
  tag: "Macros",
  status: 200,
  summary: "Preview a macro for many tickets",
  description: `Renders the macro for the first ${SHOWN_PREVIEWS} tickets that you name or that match a filter, and lists the tickets in which a placeholder has no value. \`POST /bulk-changes/\` with \`macro\` applies it.`,
  body: { ...targetFields, ...bulkMacroFields },
  answer: z.object({
    count: z.int().meta({ description: "The number of tickets." }),
    is_internal: z.boolean(),
    changes: z.record(z.string(), z.unknown()),
    previews: z.array(
      z.object({
        ticket: z.uuid(),
        ticket_number: z.string(),
        subject: z.string(),
        text: z.string(),
        blanks: z.array(z.string()),
      }),
    ),
    blanks: z.array(Blanks).meta({ description: `The first ${SHOWN_FAILURES}.` }),
    blank_count: z.int().meta({ description: "The number of tickets in which a placeholder has no value." }),
  }),
  problems: [400, 401, 404],
  example: { request: { filter: { status: "pending", team: "Tech" }, inputs: { minutes: "5" } } },
});
