import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { bodySchema, type Field, flag, integer, jsonObject, reference, textFault } from "./fields.ts";
import { inboxFilterField } from "./inbox-filter.ts";
import { listParameters } from "./lists.ts";
import { parseUuid, pythonText, strip } from "./python-values.ts";
import { notAUuid } from "./query.ts";
import { bulkTicketFields } from "./ticket-schemas.ts";

export const MAX_IDS = 10_000;
/** A bulk change of up to this many tickets is finished when the response is sent. */
export const DONE_AT_ONCE = 100;
export const BULK_UNDO_HOURS = 24;
export const SHOWN_FAILURES = 100;
export const SHOWN_TICKETS = 3;
/** Maximum number of tickets that get a macro's text in one bulk change. */
export const MAX_MESSAGES = 1_000;

const MAX_TAGS = 20;
const MAX_TAG_LENGTH = 100;

/** A list of tags. A tag has no comma, because a ticket stores its tags as one text separated by commas. */
function tags(description: string): Field<string[]> {
  const read: Field<string[]>["read"] = (value) => {
    if (!Array.isArray(value) || value.some((each) => typeof each !== "string"))
      return { error: "Expected a list of strings." };
    const clean = [...new Set((value as string[]).map(strip))];
    if (clean.length === 0 || clean.length > MAX_TAGS) return { error: `Expected 1 to ${MAX_TAGS} tags.` };
    for (const tag of clean) {
      if (tag === "" || tag.includes(",") || tag.length > MAX_TAG_LENGTH)
        return { error: `A tag must have 1 to ${MAX_TAG_LENGTH} characters and no comma.` };
      const fault = textFault(tag);
      if (fault) return { error: fault };
    }
    return { value: clean };
  };
  return {
    read,
    required: false,
    schema: { type: "array", items: { type: "string", maxLength: MAX_TAG_LENGTH }, maxItems: MAX_TAGS, description },
  };
}

/** A list of ticket IDs without repeated ones. */
function ids(description: string, least: number): Field<string[]> {
  const read: Field<string[]>["read"] = (value) => {
    if (!Array.isArray(value)) return { error: "Expected a list of ids." };
    if (value.length < least) return { error: "Send at least one ID." };
    if (value.length > MAX_IDS) return { error: `Send at most ${MAX_IDS} IDs, or use \`filter\`.` };
    const fields = new Set<string>();
    for (const each of value) {
      const id = typeof each === "string" ? parseUuid(each) : null;
      if (!id) return { error: notAUuid(pythonText(each)) };
      fields.add(id);
    }
    return { value: [...fields] };
  };
  return {
    read,
    required: false,
    schema: { type: "array", items: { type: "string", format: "uuid" }, maxItems: MAX_IDS, description },
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Changes that a bulk change can make. */
export const bulkChanges = {
  ...bulkTicketFields,
  assigned_to: reference({
    nullable: true,
    description: "Sets team and status too, as assigning one ticket does, unless you send them.",
  }),
  add_tags: tags("Tags to add."),
  remove_tags: tags("Tags to remove, ignoring case."),
  is_deleted: flag({
    required: false,
    description:
      "`true` moves the tickets to the trash, `false` restores them (for Admins). Cannot be combined with other changes.",
  }),
};

/** Changes that a request for a bulk change can ask for. */
export const requestedChanges = {
  ...bulkChanges,
  is_handover: flag({
    required: false,
    description:
      "With `assigned_to`: `true` changes only the assignee. A ticket keeps its team if it has one, and its status unless it is `new`; a new ticket becomes `assigned`. Without an assignee, open tickets become `new`.",
  }),
};

const changes: Field<Record<string, unknown>> = {
  read: (value) => (isObject(value) ? { value } : { error: "Expected an object of changes." }),
  required: false,
  schema: { ...bodySchema(requestedChanges, true), description: "Required unless you send `macro`." },
};

/** Which tickets are changed: those with these IDs, or those that match a filter. */
export const targetFields = {
  ids: ids(`Up to ${MAX_IDS} tickets. Instead of \`filter\`.`, 1),
  filter: inboxFilterField("Filters as in `GET /inbox/`; `{}` means all tickets. Use either `filter` or `ids`.", {
    isOfList: true,
  }),
  except: ids("IDs of tickets to leave out of the filter's matches.", 0),
  expected: integer({
    required: false,
    min: 0,
    description: "The number of tickets you expect. If it differs, nothing is changed and 409 is returned.",
  }),
};

/** How a macro is applied to each ticket. */
export const bulkMacroFields = {
  inputs: jsonObject({
    max: 10_000,
    fallback: {},
    example: { minutes: "5" },
    description: "Values of the macro's inputs, by name.",
  }),
  is_internal: flag({
    required: false,
    description:
      "Whether the macro's text becomes an internal note or a public reply. Default: the macro's own setting.",
  }),
};

export const bulkFields = {
  ...targetFields,
  changes,
  macro: reference({
    nullable: true,
    description: `A macro instead of \`changes\`. Makes its changes and adds its text to each ticket, filled with the ticket's own values. A macro with a text works for up to ${MAX_MESSAGES} tickets. Refused if a placeholder has no value in one of the tickets.`,
  }),
  ...bulkMacroFields,
  notify: flag({
    fallback: false,
    description: "Whether the change sends notifications and starts automations, as single changes do.",
  }),
};

const BulkFailure = z.object({
  ticket: z.uuid(),
  ticket_number: z.string().nullable(),
  reason: z.string().meta({ examples: ["The ticket is in the trash."] }),
});

const BulkChange = z.object({
  id: z.uuid(),
  state: z.enum(["running", "done", "stopped", "undoing", "undone", "failed"]).meta({
    description:
      "`stopped`: a user stopped it. `failed`: an error stopped it. Tickets changed before that stay changed.",
  }),
  total: z.int(),
  done: z.int().meta({ description: "`changed` + `unchanged` + `failed`; during an undo, `restored` + `skipped`." }),
  changed: z.int(),
  unchanged: z.int().meta({ description: "Tickets that already had these values." }),
  failed: z.int(),
  failures: z.array(BulkFailure).meta({ description: `The first ${SHOWN_FAILURES}.` }),
  tickets: z.array(z.object({ id: z.uuid(), ticket_number: z.string(), subject: z.string().nullable() })).meta({
    description: `Some of its tickets, up to ${SHOWN_TICKETS}; \`subject\` is null once the ticket is permanently deleted.`,
  }),
  changes: z.record(z.string(), z.unknown()),
  macro_name: z.string().nullable().meta({ description: "The macro whose text each ticket gets." }),
  is_internal: z.boolean().nullable().meta({ description: "Whether that text is an internal note." }),
  starts_at: z.iso.datetime().nullable().meta({
    description: "When the first text is written. Until then you can undo all of it.",
  }),
  notify: z.boolean(),
  created_by: z.uuid().nullable(),
  created_by_name: z.string().nullable(),
  created_at: z.iso.datetime(),
  finished_at: z.iso.datetime().nullable(),
  can_undo: z.boolean(),
  undo: z
    .object({
      restored: z.int(),
      skipped: z.array(BulkFailure).meta({ description: `The first ${SHOWN_FAILURES}.` }),
      skipped_count: z.int(),
      undone_by: z.uuid().nullable(),
      undone_at: z.iso.datetime().nullable(),
    })
    .nullable(),
});

const tag = "Bulk changes";

export const startBulkChange = endpoint({
  method: "POST",
  path: "/bulk-changes/",
  access: "user",
  permission: "bulk.change",
  tag,
  status: 202,
  summary: "Change many tickets",
  description: `Changes the tickets that you name, or every ticket that matches a filter. The set of tickets is fixed when the request arrives. Up to ${DONE_AT_ONCE} tickets are changed before the response; more are changed in the background. \`GET /bulk-changes/{id}/\` and the events \`bulk.progress\` show the progress.`,
  body: bulkFields,
  nestedField: "changes",
  answer: BulkChange,
  problems: [400, 401, 403, 409],
  example: {
    request: {
      filter: { status: "pending", team: "Tech" },
      except: ["4be0643f-1d98-473b-97cd-ca98a65347dd"],
      changes: { status: "resolved", add_tags: ["spring-clean"] },
    },
  },
});
export const listBulkChanges = endpoint({
  method: "GET",
  path: "/bulk-changes/",
  access: "user",
  permission: "bulk.change",
  tag,
  status: 200,
  summary: "List bulk changes",
  description: "Your own, newest first; for an Admin, everyone's. Kept for 30 days.",
  query: listParameters([]),
  answer: BulkChange.omit({ failures: true }),
  answerType: "page",
  problems: [401, 404],
});
export const showBulkChange = endpoint({
  method: "GET",
  path: "/bulk-changes/{id}/",
  access: "user",
  permission: "bulk.change",
  tag,
  status: 200,
  summary: "Show a bulk change and its progress",
  description: "For its creator and Admins.",
  answer: BulkChange,
  problems: [401, 403, 404],
});
export const listBulkFailures = endpoint({
  method: "GET",
  path: "/bulk-changes/{id}/failures/",
  access: "user",
  permission: "bulk.change",
  tag,
  status: 200,
  summary: "List the failures of a bulk change",
  description: "For its creator and Admins. Tickets that could not be changed, with the reason, ordered by number.",
  query: listParameters([]),
  answer: BulkFailure,
  answerType: "page",
  problems: [401, 403, 404],
});
export const listBulkSkipped = endpoint({
  method: "GET",
  path: "/bulk-changes/{id}/skipped/",
  access: "user",
  permission: "bulk.change",
  tag,
  status: 200,
  summary: "List the tickets skipped by an undo",
  description:
    "For its creator and Admins. Each has the reason, for example who has changed the ticket since. Ordered by number.",
  query: listParameters([]),
  answer: BulkFailure,
  answerType: "page",
  problems: [401, 403, 404],
});
export const stopBulkChange = endpoint({
  method: "POST",
  path: "/bulk-changes/{id}/stop/",
  access: "user",
  permission: "bulk.change",
  isSmallWrite: true,
  tag,
  status: 200,
  summary: "Stop a running bulk change",
  description:
    "For its creator and Admins. After the response nothing more is changed. Tickets already changed stay changed and can be undone.",
  answer: BulkChange,
  problems: [401, 403, 404, 409],
});
export const undoBulkChange = endpoint({
  method: "POST",
  path: "/bulk-changes/{id}/undo/",
  access: "user",
  permission: "bulk.change",
  tag,
  status: 202,
  summary: "Undo a bulk change",
  description: `For its creator and Admins, for ${BULK_UNDO_HOURS} hours. Restores every ticket to its previous values, including deleted tickets. Tickets changed since by someone else, or in the same fields by you, are skipped and listed. Before \`starts_at\`, no text of a macro is written; texts that were already written stay.`,
  answer: BulkChange,
  problems: [401, 403, 404, 409],
});
