import { z } from "zod";
import { actionsField, automationFiltersField, triggerField } from "./automation-fields.ts";
import { warnings } from "./automation-warnings.ts";
import { MAX_AUTOMATIONS, OUTCOMES, SURVEY_ACTIONS, TRIGGERS } from "./automation-words.ts";
import { endpoint } from "./endpoint.ts";
import { flag, ids, integer, text } from "./fields.ts";
import { listParameters, shapeParameters } from "./lists.ts";

const tag = "Automations";
const time = z.iso.datetime();
const rules = { access: "admin", permission: "automation.manage", tag, isStrict: true } as const;

export const automationFields = {
  name: text({ max: 100, example: "Billing emails to Finance" }),
  trigger: triggerField,
  filters: automationFiltersField,
  actions: actionsField,
  is_active: flag({ fallback: true }),
};

const Trigger = z
  .object({
    on: z.enum(TRIGGERS),
    via: z.array(z.string()).optional(),
    field: z.string().optional(),
    from: z.array(z.string()).optional(),
    to: z.array(z.string()).optional(),
    hours: z.int().optional(),
    calendar: z.uuid().nullable().optional(),
  })
  .meta({ examples: [{ on: "created", via: ["mail"] }] });
const Actions = z
  .object({
    changes: z.record(z.string(), z.unknown()).optional(),
    note: z.string().optional(),
    reply: z.string().optional(),
    notify: z.object({ to: z.array(z.string()), text: z.string() }).optional(),
    macro: z.uuid().optional(),
    snooze: z.int().optional(),
    survey: z.enum(SURVEY_ACTIONS).optional(),
  })
  .meta({ examples: [{ changes: { assigned_team: "Finance", priority: "high" } }] });
const Filters = z.record(z.string(), z.string()).meta({ examples: [{ category: "billing" }] });

export const Automation = z
  .object({
    id: z.uuid(),
    position: z.int(),
    name: z.string(),
    trigger: Trigger,
    filters: Filters,
    actions: Actions,
    is_active: z.boolean(),
    paused_at: time.nullable().meta({ description: "When Docket paused it. Turn it on again to resume it." }),
    paused_because: z.string().nullable(),
    version: z.int(),
    runs: z.object({
      week: z.int().meta({ description: "Runs of the last 7 days." }),
      failed: z.int().meta({ description: "Number of these that failed." }),
      last_at: time.nullable(),
    }),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: "Automation" });

const SavedAutomation = Automation.extend({ warnings }).meta({ id: "SavedAutomation" });

const all = { path: "/automations/", ...rules } as const;
const one = { path: "/automations/{id}/", ...rules } as const;
const example = {
  request: {
    name: "Billing emails to Finance",
    trigger: { on: "created", via: ["mail"] },
    filters: { category: "billing" },
    actions: { changes: { assigned_team: "Finance", priority: "high", add_tags: ["invoice"] } },
  },
};

export const listAutomations = endpoint({
  method: "GET",
  ...all,
  status: 200,
  summary: "List automations in order",
  query: [...listParameters(["position", "name"])],
  answer: Automation,
  answerType: "page",
  problems: [401, 403, 404],
});
export const createAutomation = endpoint({
  method: "POST",
  ...all,
  status: 201,
  summary: "Create an automation",
  description:
    "The automation is added at the end. It runs once for each event, in a separate transaction after the event is stored. Imports and undo do not start automations; bulk changes do if `notify` is set.",
  body: automationFields,
  answer: SavedAutomation,
  problems: [400, 401, 403, 409],
  example,
});
export const showAutomation = endpoint({
  method: "GET",
  ...one,
  status: 200,
  summary: "Show an automation",
  query: shapeParameters,
  answer: Automation,
  problems: [401, 403, 404],
});
export const updateAutomation = endpoint({
  method: "PATCH",
  ...one,
  status: 200,
  summary: "Update an automation",
  body: automationFields,
  partial: true,
  answer: SavedAutomation,
  problems: [400, 401, 403, 404, 412],
});
export const replaceAutomation = endpoint({
  method: "PUT",
  ...one,
  status: 200,
  summary: "Replace an automation",
  body: automationFields,
  answer: SavedAutomation,
  problems: [400, 401, 403, 404, 412],
  example,
});
export const deleteAutomation = endpoint({
  method: "DELETE",
  ...one,
  status: 204,
  summary: "Delete an automation",
  description: "Records of its runs are kept for 30 days.",
  problems: [401, 403, 404],
});
export const reorderAutomations = endpoint({
  method: "PUT",
  path: "/automations/order/",
  ...rules,
  status: 200,
  summary: "Set the order of automations",
  description: "Send every automation's ID once. Automations that start on the same event run in this order.",
  body: { automations: ids({ max: MAX_AUTOMATIONS, required: true, fallback: undefined }) },
  answer: z.object({ automations: z.array(z.uuid()) }),
  problems: [400, 401, 403],
});

export const dryRunAutomation = endpoint({
  method: "POST",
  path: "/automations/dry_run/",
  ...rules,
  status: 200,
  summary: "Show what an automation would have done",
  description:
    "Tries an automation, saved or not, on the events of the last days, and writes nothing. It sees each ticket as it was after the event. With a timed trigger, it shows the tickets that match now.",
  body: {
    trigger: triggerField,
    filters: automationFiltersField,
    actions: actionsField,
    days: integer({ min: 1, max: 30, fallback: 30, description: "How far to look back." }),
  },
  answer: z.object({
    since: time,
    checked: z.int().meta({
      description: "Tickets with the kind of event that starts it; with a timed trigger, all tickets that it checks.",
    }),
    matched: z.int().meta({ description: "Number of these that pass its filters." }),
    conditions: z
      .array(
        z.object({
          filters: Filters,
          matched: z.int().meta({ description: "Number of the checked tickets that pass it." }),
        }),
      )
      .meta({
        description:
          "Each condition alone, to see which one fails. The start and the end of a period are one condition. With a timed trigger, or one that only some of its events start, that is the first condition, and its `filters` are empty.",
      }),
    tickets: z.int().meta({
      description: "Number of these that it would have changed or written to. The others already have these values.",
    }),
    changing: z.int().meta({ description: "Number of these whose fields it would have changed." }),
    writing: z.int().meta({ description: "Number of the others that it would have written to, or acted on." }),
    results: z
      .array(
        z.object({
          ticket: z.uuid(),
          ticket_number: z.string(),
          subject: z.string(),
          event: z.int().nullable(),
          at: time,
          changes: z
            .record(z.string(), z.array(z.unknown()))
            .nullable()
            .meta({
              description: "Each field with its value before and after; null if only texts would have been written.",
              examples: [{ priority: ["low", "high"] }],
            }),
          reason: z.string().nullable().meta({ description: "Why it could not have acted." }),
        }),
      )
      .meta({ description: "The latest 200, newest first." }),
  }),
  problems: [400, 401, 403],
  example: {
    request: {
      trigger: { on: "created", via: ["mail"] },
      filters: { category: "billing" },
      actions: { changes: { assigned_team: "Finance" } },
      days: 30,
    },
    response: {
      since: "2026-10-29T08:00:00.000000Z",
      checked: 99,
      matched: 1,
      conditions: [
        { filters: {}, matched: 40 },
        { filters: { category: "billing" }, matched: 12 },
      ],
      tickets: 1,
      changing: 1,
      writing: 0,
      results: [
        {
          ticket: "4be0643f-1d98-473b-97cd-ca98a65347dd",
          ticket_number: "T-20261120-0001",
          subject: "Refund for October",
          event: 1204,
          at: "2026-11-20T09:30:00.000000Z",
          changes: { assigned_team: ["", "Finance"] },
          reason: null,
        },
      ],
    },
  },
});

const Changes = z
  .record(z.string(), z.array(z.unknown()))
  .meta({ description: "Each field with its value before and after.", examples: [{ priority: ["low", "high"] }] });

export const AutomationRun = z
  .object({
    id: z.int(),
    automation: z.uuid().nullable().meta({ description: "Null once it is deleted." }),
    name: z.string(),
    version: z.int().meta({ description: "The version of the automation that ran." }),
    rule: z.object({ trigger: Trigger, filters: Filters, actions: Actions }),
    ticket: z.uuid(),
    ticket_number: z.string(),
    subject: z.string(),
    event: z.int().nullable().meta({ description: "The event that started it; null for a timed trigger." }),
    event_actor_name: z.string().nullable(),
    outcome: z.enum(OUTCOMES).meta({
      description: "`unchanged`: the ticket had these values already. `stopped`: it was paused, see `error`.",
    }),
    changes: Changes.nullable(),
    caused: z.array(z.int()).meta({ description: "The events that it caused." }),
    error: z.string().nullable(),
    at: time,
  })
  .meta({ id: "AutomationRun" });

export const listAutomationRuns = endpoint({
  method: "GET",
  path: "/automations/{id}/runs/",
  ...rules,
  status: 200,
  summary: "List the runs of an automation",
  description: "Newest first, of the last 30 days.",
  query: listParameters([]),
  answer: AutomationRun,
  answerType: "page",
  problems: [401, 403, 404],
});
export const listTicketRuns = endpoint({
  method: "GET",
  path: "/tickets/{id}/automation-runs/",
  access: "user",
  permission: "ticket.view",
  tag,
  status: 200,
  summary: "List the automation runs on a ticket",
  description: "Newest first, of the last 30 days.",
  query: [
    {
      name: "event",
      description: "Only the run that caused this event of the timeline.",
      schema: { type: "integer" },
      example: 1204,
    },
    ...listParameters([]),
  ],
  answer: AutomationRun,
  answerType: "page",
  problems: [400, 401, 404],
});
