import { z } from "zod";
import { bulkFields } from "./bulk.ts";
import { endpoint } from "./endpoint.ts";

const { notify: _notify, expected: _expected, ...previewFields } = bulkFields;
export const previewBulkChange = endpoint({
  method: "POST",
  path: "/bulk-changes/preview/",
  access: "user",
  permission: "bulk.change",
  tag: "Bulk changes",
  status: 200,
  summary: "Count the emails of a bulk change",
  description:
    "How many emails the change would cause with `notify`, given what each user has chosen. Automations that it starts may send more. Changes nothing.",
  body: previewFields,
  nestedField: "changes",
  answer: z.object({
    agents: z.int().meta({ description: "Notifications that agents get at once." }),
    digests: z.int().meta({ description: "Notifications that wait for agents' next digests." }),
    customers: z.int().meta({ description: "Replies to customers: a macro's text." }),
    surveys: z.int().meta({ description: "Satisfaction surveys that start; they are sent later." }),
  }),
  problems: [400, 401, 403],
  example: {
    request: { filter: { status: "pending", team: "Tech" }, changes: { status: "resolved" } },
    response: { agents: 0, digests: 0, customers: 0, surveys: 12 },
  },
});
