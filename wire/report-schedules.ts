import { z } from "zod";
import { timeZoneField } from "./calendar-fields.ts";
import { EMAIL_STATES } from "./email-words.ts";
import { endpoint } from "./endpoint.ts";
import { choice, choices, type Field, flag, ids, integer, text } from "./fields.ts";
import { dictionary, quote, reader, ValueFault } from "./read-values.ts";
import { EVERY, MAX_REPORT_DAYS, MAX_REPORTS, MAX_SCHEDULE_RECIPIENTS } from "./report-schedule-words.ts";
import { REPORTS, type ReportName, reportFilters } from "./reports.ts";
import { WEEKDAYS } from "./sla-words.ts";

const reportNames = choices(REPORTS);
const reportsField: Field<ReportName[]> = {
  schema: {
    type: "array",
    items: { type: "string", enum: [...REPORTS] },
    minItems: 1,
    maxItems: MAX_REPORTS,
    description: "Names of reports, in the order of the email.",
    examples: [["summary", "created_resolved", "workload"]],
  },
  required: true,
  read: (value, reading) => {
    const result = reportNames.read(value, reading);
    if ("error" in result) return result;
    if (result.value.length === 0) return { error: "Choose at least one report." };
    return result.value.length > MAX_REPORTS ? { error: `Choose at most ${MAX_REPORTS} reports.` } : result;
  },
};

const recipientIds = ids({
  max: MAX_SCHEDULE_RECIPIENTS,
  description: "IDs of users, or the recipients as they are read. By default only you; only Admins can choose others.",
});
const recipientsField: Field<string[]> = {
  ...recipientIds,
  schema: { ...recipientIds.schema, minItems: 1 },
  read: (value, reading) => {
    const result = recipientIds.read(value, reading);
    return "value" in result && result.value.length === 0 ? { error: "Choose at least one recipient." } : result;
  },
};

const FILTERS = reportFilters.map(({ name }) => name);
const MAX_FILTER_LENGTH = 2_000;
const filtersField = reader<Record<string, string>>(
  {
    type: "object",
    description: "Which tickets count: the filters of `GET /reports/{name}/`, by name.",
    additionalProperties: { type: "string", maxLength: MAX_FILTER_LENGTH },
    examples: [{ team: "Tech" }],
  },
  (value) =>
    Object.fromEntries(
      Object.entries(dictionary(value, FILTERS)).map(([name, each]) => {
        if (typeof each !== "string") throw new ValueFault(`${name}: Not a valid string.`);
        if (each.length > MAX_FILTER_LENGTH || each.includes("\0") || !each.isWellFormed())
          throw new ValueFault(`${name}: Not a valid filter.`);
        return [name, each];
      }),
    ),
  {},
);

const timeField = reader<string>(
  { type: "string", pattern: "^([01]\\d|2[0-3]):[0-5]\\d$", description: "Time of day as HH:MM.", examples: ["08:00"] },
  (value) => {
    if (typeof value === "string" && /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(value)) return value;
    throw new ValueFault(`${quote(value)} is not a time of day. Use HH:MM.`);
  },
);

export const scheduleFields = {
  name: text({ max: 100, example: "Monday figures", description: "The subject of the email." }),
  reports: reportsField,
  filters: filtersField,
  recipients: recipientsField,
  every: choice(EVERY, { fallback: "week", description: "Each `day`, Monday to Friday (`weekday`), or each `week`." }),
  weekday: choice(WEEKDAYS, { fallback: "mon", description: "The day of a weekly report." }),
  time: timeField,
  time_zone: timeZoneField,
  days: integer({
    min: 1,
    max: MAX_REPORT_DAYS,
    fallback: 7,
    description: "How many days the figures cover. The last one is the day before the email.",
  }),
  is_active: flag({ fallback: true }),
};

const id = z.uuid();
const time = z.iso.datetime();
const Schedule = z
  .object({
    id,
    name: z.string(),
    owner: id.nullable(),
    owner_name: z.string().nullable(),
    reports: z.array(z.enum(REPORTS)),
    filters: z.record(z.string(), z.string()),
    recipients: z.array(z.object({ id, name: z.string(), has_email: z.boolean(), is_active: z.boolean() })),
    every: z.enum(EVERY),
    weekday: z.enum(WEEKDAYS),
    time: z.string().meta({ examples: ["08:00"] }),
    time_zone: z.string(),
    days: z.int(),
    is_active: z.boolean(),
    next_at: time.nullable().meta({ description: "When the next email is written; null while paused." }),
    last_sent_at: time.nullable(),
    last_error: z.string().nullable().meta({ description: "Why the last email could not be written." }),
    can_change: z.boolean().meta({ description: "Whether you may change and delete it." }),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: "ReportSchedule" });
export type ScheduleRow = z.infer<typeof Schedule>;

const common = { access: "user", permission: "report.view", tag: "Reports", isStrict: true } as const;
const request = {
  name: "Monday figures",
  reports: ["summary", "created_resolved", "workload"],
  every: "week",
  weekday: "mon",
  time: "08:00",
  time_zone: "Asia/Bangkok",
  days: 7,
};

export const listSchedules = endpoint({
  ...common,
  method: "GET",
  path: "/report-schedules/",
  status: 200,
  summary: "List reports by email",
  description: "Reports that you created or receive; for Admins, all. Sorted by name. Not paged.",
  answer: z.object({ results: z.array(Schedule) }),
  problems: [401],
});
export const createSchedule = endpoint({
  ...common,
  method: "POST",
  path: "/report-schedules/",
  status: 201,
  summary: "Send reports by email at set times",
  description:
    "Each recipient gets their own email in their language, with the figures for the tickets that they may see: tables with bars, and each report attached as CSV. Each report is sent once, on any number of servers. If no server was running, only the latest one is sent. Without a mailbox, the emails are held.",
  body: scheduleFields,
  answer: Schedule,
  problems: [400, 401],
  example: { request },
});
export const previewSchedule = endpoint({
  ...common,
  method: "POST",
  path: "/report-schedules/preview/",
  status: 200,
  summary: "Preview a report by email",
  description: "Returns the email as it would be now, with the figures that you may see. Nothing is stored or sent.",
  body: {
    name: scheduleFields.name,
    reports: scheduleFields.reports,
    filters: scheduleFields.filters,
    time_zone: scheduleFields.time_zone,
    days: scheduleFields.days,
  },
  answer: z.object({
    subject: z.string(),
    text: z.string(),
    html: z.string().meta({ description: "Show it in a sandboxed frame." }),
    files: z.array(z.string()).meta({ description: "The names of the attached files." }),
  }),
  problems: [400, 401],
  example: {
    request: { name: "Monday figures", reports: ["summary"], time_zone: "Asia/Bangkok" },
    response: {
      subject: "Monday figures: 16–22 Nov 2026",
      text: "Summary …",
      html: "<!doctype html>…",
      files: ["summary-2026-11-16-2026-11-22.csv"],
    },
  },
});
export const showSchedule = endpoint({
  ...common,
  method: "GET",
  path: "/report-schedules/{id}/",
  status: 200,
  summary: "Show a report by email",
  answer: Schedule,
  problems: [401, 404],
});
export const updateSchedule = endpoint({
  ...common,
  method: "PATCH",
  path: "/report-schedules/{id}/",
  status: 200,
  summary: "Update a report by email",
  description: "Only for its owner and Admins.",
  body: scheduleFields,
  partial: true,
  answer: Schedule,
  problems: [400, 401, 403, 404, 412],
});
export const deleteSchedule = endpoint({
  ...common,
  method: "DELETE",
  path: "/report-schedules/{id}/",
  status: 204,
  summary: "Delete a report by email",
  description: "Only for its owner and Admins.",
  problems: [401, 403, 404],
});
export const sendSchedule = endpoint({
  ...common,
  method: "POST",
  path: "/report-schedules/{id}/send/",
  status: 200,
  summary: "Send a report to yourself now",
  description: "Sends it only to you, even if you are not a recipient. The next date does not change.",
  answer: z.object({
    email: id.nullable().meta({ description: "Null if the server writes no emails (`MAIL_OUT=off`)." }),
    state: z.enum(EMAIL_STATES).nullable().meta({ description: "`held` if there is no mailbox to send it." }),
  }),
  problems: [400, 401, 404],
  example: { response: { email: "5a3f0c3e-8d7b-4a53-9a53-6a1f5f0f6b11", state: "waiting" } },
});
export const leaveSchedule = endpoint({
  ...common,
  method: "POST",
  path: "/report-schedules/{id}/leave/",
  status: 204,
  summary: "Stop receiving a report",
  description: "Removes you from its recipients.",
  problems: [401, 404],
});
