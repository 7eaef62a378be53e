import type { Field } from "./fields.ts";
import { inboxFilterField } from "./inbox-filter.ts";
import { dictionary, quote, reader, readList, ValueFault } from "./read-values.ts";
import {
  REMINDER_RECIPIENTS,
  type Reminder,
  type ReminderRecipient,
  SLA_METRICS,
  type SlaMetric,
} from "./sla-words.ts";
import { fieldEntries } from "./ticket-fields.ts";
import { PRIORITIES, type Priority } from "./ticket-words.ts";

const MAX_REMINDERS = 10;
const MAX_TARGET_MINUTES = 525_600;

export type TargetMinutes = Record<Priority, Record<SlaMetric, number | null>>;

function readTargets(value: unknown): TargetMinutes {
  const input = dictionary(value, PRIORITIES);
  const targets = Object.fromEntries(
    PRIORITIES.map((priority) => {
      const row = dictionary(input[priority] ?? {}, SLA_METRICS);
      return [
        priority,
        Object.fromEntries(
          SLA_METRICS.map((metric) => [metric, readTarget(row[metric] ?? null, `${priority}, ${metric}`)]),
        ),
      ];
    }),
  ) as TargetMinutes;
  if (Object.values(targets).every((row) => Object.values(row).every((each) => each === null)))
    throw new ValueFault("Enter at least one target.");
  for (const priority of PRIORITIES) {
    const { first_response, resolution } = targets[priority];
    if (first_response !== null && resolution !== null && first_response > resolution)
      throw new ValueFault(`${priority}: The first response is due after the resolution. Make its target shorter.`);
  }
  return targets;
}

function readTarget(value: unknown, where: string): number | null {
  if (value === null) return null;
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1 || value > MAX_TARGET_MINUTES)
    throw new ValueFault(`${where}: Send whole minutes from 1 to ${MAX_TARGET_MINUTES}, or null for no target.`);
  return value;
}

const MINUTES_SCHEMA = { type: ["integer", "null"], minimum: 1, maximum: MAX_TARGET_MINUTES, examples: [240] };
export const targetsField = reader<TargetMinutes>(
  {
    type: "object",
    description: "Minutes by priority, counted according to `clock`; null or omitted: no target.",
    properties: Object.fromEntries(
      PRIORITIES.map((priority) => [
        priority,
        {
          type: "object",
          properties: Object.fromEntries(SLA_METRICS.map((metric) => [metric, MINUTES_SCHEMA])),
          additionalProperties: false,
        },
      ]),
    ),
    additionalProperties: false,
  },
  readTargets,
);

const BEFORE = /^(?:(\d{1,4})(m|h)|(\d{1,2})%)$/;

/** The counted seconds at which a reminder is due; null if the target is shorter than the time before it. */
export function reminderGoal(before: string, targetSeconds: number): number | null {
  const [, count, unit, percent] = BEFORE.exec(before)!;
  if (percent) return Math.floor((targetSeconds * Number(percent)) / 100);
  const goal = targetSeconds - Number(count) * (unit === "h" ? 3600 : 60);
  return goal >= 0 ? goal : null;
}

function readReminders(value: unknown): Reminder[] {
  const reminders = readList(value, MAX_REMINDERS).map((each): Reminder => {
    const { before, to } = dictionary(each, ["before", "to"]);
    if (typeof before !== "string" || !BEFORE.test(before))
      throw new ValueFault(
        `${quote(before)} is not a time before the target. Use 30m, 2h, 75% or, for the breach itself, 0m.`,
      );
    const recipients: readonly string[] = REMINDER_RECIPIENTS;
    const wrong = readList(to, recipients.length).find((who) => !recipients.includes(who as string));
    if (wrong !== undefined) throw new ValueFault(`${quote(wrong)} cannot be reminded. Use ${recipients.join(", ")}.`);
    if ((to as unknown[]).length === 0) throw new ValueFault(`${before}: Choose who is reminded.`);
    return { before: before === "0h" ? "0m" : before, to: [...new Set(to as ReminderRecipient[])] };
  });
  const twice = reminders.find(({ before }, n) => reminders.findIndex((each) => each.before === before) < n);
  if (twice) throw new ValueFault(`${twice.before} is listed twice.`);
  return reminders;
}

export const remindersField = reader<Reminder[]>(
  {
    type: "array",
    maxItems: MAX_REMINDERS,
    description: "Who is reminded and when. Each reminder of a clock is sent once.",
    items: {
      type: "object",
      required: ["before", "to"],
      properties: {
        before: {
          type: "string",
          description:
            "Counted time before the target (`30m`, `2h`), a part of it that is used up (`75%`), or the breach itself (`0m`).",
          examples: ["30m"],
        },
        to: { type: "array", minItems: 1, items: { type: "string", enum: [...REMINDER_RECIPIENTS] } },
      },
      additionalProperties: false,
    },
  },
  readReminders,
  [],
);

const filters = inboxFilterField("Inbox filters that a ticket must match. Without filters, every ticket matches.");
/** Filters that a policy can use: fields of the ticket that do not depend on the viewer or the time. */
const policyFilters = (): readonly string[] => [
  ...fieldEntries().flatMap(([, { kind, filter }]) => (filter && kind !== "instant" ? [filter] : [])),
  "created_by",
];

export const policyFiltersField: Field<Record<string, string>> = {
  ...filters,
  schema: { ...filters.schema, examples: [{ category: "technical,zone_config" }] },
  fallback: {},
  read: (value, reading) => {
    const result = filters.read(value, reading);
    if ("error" in result) return result;
    const wrong = Object.keys(result.value).find((name) => !isPolicyFilter(name));
    if (wrong)
      return {
        error: `“${wrong}” depends on the viewer or the time. Choose tickets by ${policyFilters().join(", ")}.`,
      };
    const own = Object.entries(result.value).find(([, text]) => text.split(",").some((piece) => piece.trim() === "me"));
    return own ? { error: `${own[0]}: “me” depends on the viewer.` } : result;
  },
};

const isPolicyFilter = (name: string) => policyFilters().includes(name);
