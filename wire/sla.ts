import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { choice, choices, flag, ids, nullable, reference, text } from "./fields.ts";
import { listParameters, shapeParameters } from "./lists.ts";
import { policyFiltersField, remindersField, targetsField } from "./sla-fields.ts";
import { PAUSE_STATUSES, SLA_CLOCKS, SLA_METRICS } from "./sla-words.ts";
import { PRIORITIES } from "./ticket-words.ts";

const tag = "SLA";
const time = z.iso.datetime();
const rules = { access: "admin", permission: "sla.manage", tag, isStrict: true } as const;
const MAX_POLICIES = 200;

export const policyFields = {
  name: text({ max: 100, example: "Hotels" }),
  filters: policyFiltersField,
  calendar: nullable(reference({ description: "Needed if `clock` is `business`, and refused if it is `always`." })),
  clock: choice(SLA_CLOCKS, {
    fallback: "business",
    description: "`business` counts the calendar's open hours, `always` every hour.",
  }),
  pauses_on: choices(PAUSE_STATUSES, {
    fallback: ["pending"],
    description:
      "Statuses in which the clocks pause. They always pause in the trash and when a ticket is resolved or closed.",
  }),
  targets: targetsField,
  reminders: remindersField,
  is_active: flag({ fallback: true }),
};
const Target = z.int().nullable();
const Targets = z.object(
  Object.fromEntries(
    PRIORITIES.map((each) => [each, z.object(Object.fromEntries(SLA_METRICS.map((metric) => [metric, Target])))]),
  ),
);
export const SlaPolicy = z
  .object({
    id: z.uuid(),
    position: z.int(),
    name: z.string().meta({ examples: ["Hotels"] }),
    filters: z.record(z.string(), z.string()).meta({ examples: [{ category: "technical,zone_config" }] }),
    calendar: z.uuid().nullable(),
    calendar_name: z.string().nullable(),
    clock: z.enum(SLA_CLOCKS),
    pauses_on: z.array(z.string()).meta({ examples: [["pending"]] }),
    targets: Targets.meta({ description: "Minutes." }),
    reminders: z
      .array(z.object({ before: z.string(), to: z.array(z.string()) }))
      .meta({ examples: [[{ before: "30m", to: ["assignee"] }]] }),
    is_active: z.boolean(),
    version: z.int(),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: "SlaPolicy" });

const POLICY_ORDERINGS = ["position", "name"] as const;
const policies = { path: "/sla-policies/", ...rules } as const;
const policy = { path: "/sla-policies/{id}/", ...rules } as const;
const POLICY_CHANGE =
  "Creates a new version. Running clocks keep the previous one until the policies are applied to open tickets.";
const example = {
  request: {
    name: "Hotels",
    filters: { category: "technical,zone_config" },
    clock: "always",
    targets: { urgent: { first_response: 30, next_response: 60, resolution: 480 } },
    reminders: [{ before: "30m", to: ["assignee"] }],
  },
};

export const listPolicies = endpoint({
  method: "GET",
  ...policies,
  status: 200,
  summary: "List SLA policies in order",
  description: "The first active policy whose filters match a ticket applies to it.",
  query: [...listParameters(POLICY_ORDERINGS)],
  answer: SlaPolicy,
  answerType: "page",
  problems: [401, 403, 404],
});
export const createPolicy = endpoint({
  method: "POST",
  ...policies,
  status: 201,
  summary: "Create an SLA policy",
  description: "The policy is added at the end. It applies to tickets that are created or changed from now on.",
  body: policyFields,
  answer: SlaPolicy,
  problems: [400, 401, 403],
  example,
});
export const showPolicy = endpoint({
  method: "GET",
  ...policy,
  status: 200,
  summary: "Show an SLA policy",
  query: shapeParameters,
  answer: SlaPolicy,
  problems: [401, 403, 404],
});
export const updatePolicy = endpoint({
  method: "PATCH",
  ...policy,
  status: 200,
  summary: "Update an SLA policy",
  description: POLICY_CHANGE,
  body: policyFields,
  partial: true,
  answer: SlaPolicy,
  problems: [400, 401, 403, 404, 412],
});
export const replacePolicy = endpoint({
  method: "PUT",
  ...policy,
  status: 200,
  summary: "Replace an SLA policy",
  description: POLICY_CHANGE,
  body: policyFields,
  answer: SlaPolicy,
  problems: [400, 401, 403, 404, 412],
  example,
});
export const deletePolicy = endpoint({
  method: "DELETE",
  ...policy,
  status: 204,
  summary: "Delete an SLA policy",
  description: "Running clocks keep it until their ticket changes.",
  problems: [401, 403, 404],
});
export const reorderPolicies = endpoint({
  method: "PUT",
  path: "/sla-policies/order/",
  ...rules,
  status: 200,
  summary: "Set the order of SLA policies",
  description: "Send every policy's ID once.",
  body: { policies: ids({ max: MAX_POLICIES, required: true, fallback: undefined }) },
  answer: z.object({ policies: z.array(z.uuid()) }),
  problems: [400, 401, 403],
});
export const applyPolicies = endpoint({
  method: "POST",
  path: "/sla-policies/apply/",
  ...rules,
  status: 200,
  summary: "Apply the policies to open tickets",
  description:
    "Applies the current policies to open tickets. Time already counted stays. With `dry_run`, only counts the tickets. The clocks follow within seconds.",
  body: { dry_run: flag({ fallback: true }) },
  answer: z.object({
    dry_run: z.boolean(),
    open_tickets: z.int(),
    changed_tickets: z.int().meta({ description: "Tickets whose policy or targets change." }),
    policies: z.array(z.object({ policy: z.uuid().nullable(), name: z.string().nullable(), tickets: z.int() })),
  }),
  problems: [400, 401, 403],
});
