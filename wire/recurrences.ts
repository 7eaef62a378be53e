import { z } from "zod";
import { isDate, timeZoneField } from "./calendar-fields.ts";
import { endpoint } from "./endpoint.ts";
import { choice, type Field, flag, jsonObject, reference, text } from "./fields.ts";
import { quote, reader, ValueFault } from "./read-values.ts";
import { MISSED_POLICIES, ON_CLOSED_DAY, RULE_NOTES, RUN_OUTCOMES } from "./recurrence-words.ts";

const PARTS =
  /^(?:INTERVAL=[1-9]\d{0,2}|COUNT=[1-9]\d{0,2}|UNTIL=\d{8}|BYDAY=(?:(?:[+-]?[1-5])?(?:MO|TU|WE|TH|FR|SA|SU),?)+|BYMONTHDAY=(?:-?(?:[1-9]|[12]\d|3[01]),?)+|BYMONTH=(?:(?:[1-9]|1[0-2]),?)+|BYSETPOS=(?:-?[1-9]\d?,?)+|WKST=(?:MO|SU))$/;
const FREQUENCIES = "DAILY, WEEKLY, MONTHLY or YEARLY";

/** A rule of RFC 5545, limited to what is useful for tickets: at most one occurrence a day. */
const ruleField: Field<string> = reader(
  {
    type: "string",
    maxLength: 300,
    description: `A rule of RFC 5545: \`FREQ\` (${FREQUENCIES}), \`INTERVAL\`, \`COUNT\`, \`UNTIL\` (YYYYMMDD), \`BYDAY\`, \`BYMONTHDAY\`, \`BYMONTH\`, \`BYSETPOS\` and \`WKST\`.`,
    examples: ["FREQ=WEEKLY;BYDAY=MO", "FREQ=MONTHLY;BYMONTHDAY=-1"],
  },
  (value) => {
    const rule =
      typeof value === "string"
        ? value
            .trim()
            .toUpperCase()
            .replace(/^RRULE:/, "")
        : "";
    if (rule === "" || rule.length > 300) throw new ValueFault("Send a rule such as FREQ=WEEKLY;BYDAY=MO.");
    const [first, ...parts] = rule.split(";");
    if (!/^FREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY)$/.test(first!))
      throw new ValueFault(`${quote(first)}: A rule begins with FREQ= and ${FREQUENCIES}.`);
    const wrong = parts.find((part) => !PARTS.test(part) || part.endsWith(","));
    if (wrong !== undefined) throw new ValueFault(`${quote(wrong)} is not a part of a rule that can be used here.`);
    const [until, ...day] = /UNTIL=(\d{4})(\d\d)(\d\d)/.exec(rule) ?? [];
    if (until && !isDate(day.join("-"))) throw new ValueFault(`${quote(until)}: There is no such day.`);
    const names = parts.map((part) => part.split("=")[0]!);
    const twice = names.find((name, at) => names.indexOf(name) < at);
    if (twice) throw new ValueFault(`${twice} is listed twice.`);
    if (names.includes("COUNT") && names.includes("UNTIL")) throw new ValueFault("Use COUNT or UNTIL, not both.");
    if (/BYDAY=[^;]*\d/.test(rule) && !/^FREQ=(?:MONTHLY|YEARLY)/.test(rule))
      throw new ValueFault("A numbered weekday such as 1MO needs FREQ=MONTHLY or YEARLY.");
    return rule;
  },
);

const LOCAL = /^(?:19|20|21)\d\d-\d\d-\d\d[T ]\d\d:\d\d$/;
/** A date and time without a zone. */
const localField: Field<string> = reader(
  {
    type: "string",
    description: "The first date and the time of day, in the time zone: YYYY-MM-DDTHH:MM.",
    examples: ["2026-12-01T09:00"],
  },
  (value) => {
    const local = typeof value === "string" ? value.replace(" ", "T") : "";
    const read = LOCAL.test(local) ? new Date(`${local}Z`) : null;
    if (!read || Number.isNaN(read.getTime()) || read.toISOString().slice(0, 16) !== local)
      throw new ValueFault(`${quote(value)} is not a date with a time. Use YYYY-MM-DDTHH:MM.`);
    return local;
  },
);

const schedule = {
  rrule: ruleField,
  starts_at: localField,
  time_zone: timeZoneField,
  calendar: reference({ nullable: true, description: "A calendar of `/calendars/`, for `on_closed_day`." }),
  on_closed_day: choice(ON_CLOSED_DAY, {
    fallback: "keep",
    description:
      "What happens on a closed day of the calendar: create the ticket anyway, create it on the next open day, or skip it. If several dates move to the same day, one ticket is created.",
  }),
};
export const recurrenceFields = {
  name: text({ max: 100, example: "Monthly check" }),
  template: reference({ description: "The ticket template." }),
  company: reference({ nullable: true, description: "The ticket's company, instead of the template's." }),
  contact: reference({ nullable: true }),
  zone: reference({ nullable: true }),
  inputs: jsonObject({ max: 10_000, fallback: {}, description: "Values of the template's inputs, by name." }),
  ...schedule,
  missed: choice(MISSED_POLICIES, {
    fallback: "one",
    description: "If no server was running when tickets were due: create the last of them, all of them, or none.",
  }),
  is_active: flag({ fallback: true }),
};

const id = z.uuid();
const time = z.iso.datetime();
const Recurrence = z
  .object({
    id,
    name: z.string(),
    owner: id.nullable(),
    owner_name: z.string().nullable(),
    template: id,
    template_name: z.string(),
    company: id.nullable(),
    company_name: z.string().nullable(),
    contact: id.nullable(),
    contact_name: z.string().nullable(),
    zone: id.nullable(),
    zone_name: z.string().nullable(),
    inputs: z.record(z.string(), z.unknown()),
    rrule: z.string(),
    starts_at: z.string().meta({ examples: ["2026-12-01T09:00"] }),
    time_zone: z.string(),
    calendar: id.nullable(),
    on_closed_day: z.enum(ON_CLOSED_DAY),
    missed: z.enum(MISSED_POLICIES),
    is_active: z.boolean(),
    next_at: time.nullable().meta({ description: "When the next ticket is created; null if there is none." }),
    last_error: z.string().nullable().meta({ description: "Why the last ticket could not be created." }),
    last_ticket: id.nullable(),
    can_change: z.boolean(),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: "Recurrence" });
export type RecurrenceRow = z.infer<typeof Recurrence>;

const tag = "Recurring tickets";
const common = { access: "user", permission: "template.use", tag, isStrict: true } as const;
const request = {
  name: "Monthly check",
  template: "7b1f8a52-6a55-4b9d-b0a9-0e6c5b8d2f11",
  company: "5a3f0c3e-8d7b-4a53-9a53-6a1f5f0f6b11",
  rrule: "FREQ=MONTHLY;BYMONTHDAY=-1",
  starts_at: "2026-12-01T09:00",
  time_zone: "Asia/Bangkok",
  on_closed_day: "keep",
  missed: "one",
  inputs: { what: "The monthly check is due" },
};

export const listRecurrences = endpoint({
  ...common,
  method: "GET",
  path: "/recurrences/",
  status: 200,
  summary: "List recurring tickets",
  description: "All of them, sorted by name. Not paged.",
  answer: z.object({ results: z.array(Recurrence) }),
  problems: [401],
});
export const createRecurrence = endpoint({
  ...common,
  method: "POST",
  path: "/recurrences/",
  status: 201,
  summary: "Create a recurring ticket",
  description:
    "From now on, one ticket is created on each date of the rule, on any number of servers. A time that daylight saving skips moves forward by the gap; if a time occurs twice, the first one counts. Dates in the past are ignored.",
  body: recurrenceFields,
  answer: Recurrence,
  problems: [400, 401],
  example: { request },
});
export const previewRecurrence = endpoint({
  ...common,
  method: "POST",
  path: "/recurrences/preview/",
  status: 200,
  summary: "Preview the next dates of a rule",
  body: schedule,
  answer: z.object({
    dates: z.array(
      z.object({
        planned_at: time,
        at: time.meta({ description: "When the ticket is created; later than planned if the day is closed." }),
        local: z.string().meta({ description: "The same time in the recurring ticket's time zone." }),
        closed: z.string().nullable().meta({ description: "Why it was moved: the name of the holiday, or `closed`." }),
      }),
    ),
    notes: z.array(z.enum(RULE_NOTES)).meta({
      description:
        "`short_months`: months without the day are left out; `BYMONTHDAY=-1` is the last day of each month. `leap_day`: only leap years have 29 February.",
    }),
  }),
  problems: [400, 401],
  example: {
    request: { rrule: "FREQ=MONTHLY;BYMONTHDAY=31", starts_at: "2026-12-01T09:00", time_zone: "Asia/Bangkok" },
    response: {
      dates: [
        { planned_at: "2026-12-31T02:00:00Z", at: "2026-12-31T02:00:00Z", local: "2026-12-31T09:00", closed: null },
      ],
      notes: ["short_months"],
    },
  },
});
export const showRecurrence = endpoint({
  ...common,
  method: "GET",
  path: "/recurrences/{id}/",
  status: 200,
  summary: "Show a recurring ticket",
  answer: Recurrence,
  problems: [401, 404],
});
export const updateRecurrence = endpoint({
  ...common,
  method: "PATCH",
  path: "/recurrences/{id}/",
  status: 200,
  summary: "Update a recurring ticket",
  description: "Only for its owner and Admins. A new rule, start or time zone counts from now.",
  body: recurrenceFields,
  partial: true,
  answer: Recurrence,
  problems: [400, 401, 403, 404, 412],
});
export const deleteRecurrence = endpoint({
  ...common,
  method: "DELETE",
  path: "/recurrences/{id}/",
  status: 204,
  summary: "Delete a recurring ticket",
  description: "Only for its owner and Admins. Its tickets stay.",
  problems: [401, 403, 404],
});
export const listRuns = endpoint({
  ...common,
  method: "GET",
  path: "/recurrences/{id}/runs/",
  status: 200,
  summary: "List the outcome of past dates",
  description: "The last 50, newest first.",
  answer: z.object({
    results: z.array(
      z.object({
        planned_at: time,
        ran_at: time,
        outcome: z.enum(RUN_OUTCOMES),
        ticket: id.nullable(),
        ticket_number: z.string().nullable(),
        error: z.string().nullable(),
      }),
    ),
  }),
  problems: [401, 404],
});
