import { z } from "zod";
import { daysField, timeZoneField, weekField } from "./calendar-fields.ts";
import { endpoint } from "./endpoint.ts";
import { instant, integer, nullable, reference } from "./fields.ts";
import { dictionary, reader, readList, ValueFault } from "./read-values.ts";
import { CLOCK_STATES, SLA_METRICS, SLA_STATES } from "./sla-words.ts";
import { PRIORITIES } from "./ticket-words.ts";

const tag = "SLA";
const time = z.iso.datetime();
const rules = { access: "admin", permission: "sla.manage", tag, isStrict: true } as const;

const Segment = z.object({
  from: time,
  to: time,
  seconds: z.int(),
  counted_seconds: z.int(),
  because: z.string().meta({
    description:
      "`open_hours`, `closed`, `holiday:` and its name, `paused:` and the status (or `trash`), `before_start` (before a policy applied) or `no_policy`.",
    examples: ["open_hours"],
  }),
});
const hours = reader(
  {
    type: "object",
    properties: { time_zone: timeZoneField.schema, windows: weekField.schema, days: daysField.schema },
  },
  (value) => {
    const { time_zone, windows, days = [] } = dictionary(value, ["time_zone", "windows", "days"]);
    const part = <T>(name: string, result: { value: T } | { error: string }): T => {
      if ("error" in result) throw new ValueFault(`${name}: ${result.error}`);
      return result.value;
    };
    return {
      time_zone: part("time_zone", timeZoneField.read(time_zone, { zone: "UTC" })),
      windows: part("windows", weekField.read(windows, { zone: "UTC" })),
      days: part("days", daysField.read(days, { zone: "UTC" })),
    };
  },
);
const pauses = reader(
  {
    type: "array",
    maxItems: 20,
    items: {
      type: "object",
      properties: { from: { type: "string", format: "date-time" }, to: { type: "string", format: "date-time" } },
    },
  },
  (value) =>
    readList(value, 20).map((each) => {
      const { from, to } = dictionary(each, ["from", "to"]);
      const [start, end] = [from, to].map((at) => instant().read(at, { zone: "UTC" }));
      if (!start || !end || "error" in start || "error" in end || !start.value || !end.value)
        throw new ValueFault("Send each pause as two times.");
      if (start.value > end.value) throw new ValueFault("A pause ends before it begins.");
      return { from: start.value, to: end.value };
    }),
  [] as { from: string; to: string }[],
);
export const simulateSla = endpoint({
  method: "POST",
  path: "/sla-policies/simulate/",
  ...rules,
  status: 200,
  summary: "Show when a ticket would be due",
  description: "Send a calendar, or hours that are not saved yet. Without either, every hour counts.",
  body: {
    calendar: nullable(reference()),
    hours: nullable(hours),
    target_minutes: integer({ min: 1, max: 525_600, example: 480 }),
    created_at: instant({ description: "Defaults to now." }),
    pauses,
  },
  answer: z.object({
    created_at: time,
    due_at: time.nullable().meta({ description: "Null: not within five years." }),
    segments: z.array(Segment),
  }),
  problems: [400, 401, 403],
  example: { request: { target_minutes: 480, created_at: "2026-12-04T09:48:00Z" } },
});

const TicketClock = z.object({
  metric: z.enum(SLA_METRICS),
  state: z.enum(CLOCK_STATES).meta({ description: "`dropped`: there was no target, or a reply was no longer needed." }),
  is_paused: z.boolean(),
  policy: z.uuid().nullable(),
  policy_name: z.string().nullable(),
  policy_version: z.int().nullable(),
  calendar_name: z.string().nullable(),
  time_zone: z.string().nullable(),
  open_day_seconds: z.int().nullable().meta({
    description: "The open time of a usual day, which a target of one day means; null if every hour counts.",
  }),
  policies: z
    .array(
      z.object({
        from: time,
        policy: z.uuid(),
        policy_name: z.string().meta({ description: "Its present name; if it was deleted, the one of this version." }),
        is_deleted: z.boolean().meta({ description: "Whether the policy was deleted." }),
        policy_version: z.int(),
        calendar_name: z.string().nullable(),
      }),
    )
    .meta({ description: "All policies and versions that applied from start to stop (or now), in order." }),
  priority: z.enum(PRIORITIES),
  target_seconds: z.int().nullable(),
  counted_seconds: z.int(),
  started_at: time,
  stopped_at: time.nullable(),
  is_answer_unsent: z.boolean().meta({
    description:
      "The reply stopped the clock, but all of its emails are held, were refused, or have been waiting for a minute, so the customer may not have it; false once a later reply was sent.",
  }),
  due_at: time.nullable().meta({ description: "Null while paused." }),
  segments: z.array(Segment).meta({ description: "How every second from start to stop (or now) is counted." }),
  ahead: z.array(Segment).meta({
    description: "How the time from now until `due_at` will count; empty unless the clock runs.",
  }),
});
export const TicketSla = z
  .object({
    ticket: z.uuid(),
    at: time.meta({ description: "The time up to which the seconds are counted. Times are whole seconds." }),
    state: z.enum(SLA_STATES).nullable().meta({ description: "By the clock that ends first; null without one." }),
    metric: z.enum(SLA_METRICS).nullable(),
    due_at: time.nullable(),
    left_seconds: z.int().nullable().meta({ description: "Counted time left, negative after the target." }),
    clocks: z.array(TicketClock),
    next_response_seconds: z.int().nullable().meta({
      description:
        "The target for the reply to the customer's next message; null if a reply is already due, or without a target.",
    }),
  })
  .meta({ id: "TicketSla" });
export const showTicketSla = endpoint({
  method: "GET",
  path: "/tickets/{id}/sla/",
  access: "user",
  permission: "ticket.view",
  tag,
  status: 200,
  summary: "Show a ticket's SLA clocks, every second accounted for",
  answer: TicketSla,
  problems: [401, 404],
});
