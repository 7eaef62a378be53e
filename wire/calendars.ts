import { z } from "zod";
import { daysField, timeZoneField, weekField } from "./calendar-fields.ts";
import { endpoint } from "./endpoint.ts";
import { text } from "./fields.ts";
import { listParameters, shapeParameters } from "./lists.ts";
import { WEEKDAYS } from "./sla-words.ts";

const tag = "SLA";
const time = z.iso.datetime();
const rules = { access: "admin", permission: "sla.manage", tag, isStrict: true } as const;

export const calendarFields = {
  name: text({ max: 100, example: "Bangkok office" }),
  time_zone: timeZoneField,
  windows: weekField,
  country: text({
    max: 10,
    fallback: "",
    example: "TH",
    description: "Where its holidays come from. Used by the app.",
  }),
  region: text({ max: 20, fallback: "" }),
  days: daysField,
};
const Windows = z.array(z.array(z.string())).meta({ examples: [[["09:00", "18:00"]]] });
const Week = z.object(Object.fromEntries(WEEKDAYS.map((day) => [day, Windows])));
const Day = z.object({ date: z.iso.date(), name: z.string().meta({ examples: ["Songkran"] }), windows: Windows });
export const Calendar = z
  .object({
    id: z.uuid(),
    name: z.string().meta({ examples: ["Bangkok office"] }),
    time_zone: z.string().meta({ examples: ["Asia/Bangkok"] }),
    windows: Week,
    country: z.string().meta({ examples: ["TH"] }),
    region: z.string(),
    days: z.array(Day),
    version: z.int().meta({ description: "Increases with every change." }),
    policies: z.int().meta({ description: "How many SLA policies use it." }),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: "Calendar" });

// agents choose a calendar for recurring tickets, and leads for their team
const read = { access: "user", permission: "calendar.view" } as const;

const CALENDAR_ORDERINGS = ["name", "created_at"] as const;
const calendars = { path: "/calendars/", ...rules } as const;
const calendar = { path: "/calendars/{id}/", ...rules } as const;
export const listCalendars = endpoint({
  method: "GET",
  ...calendars,
  ...read,
  status: 200,
  summary: "List calendars",
  query: [...listParameters(CALENDAR_ORDERINGS)],
  answer: Calendar,
  answerType: "page",
  problems: [401, 404],
});
export const createCalendar = endpoint({
  method: "POST",
  ...calendars,
  status: 201,
  summary: "Create a calendar",
  description: "Open hours of a week in a time zone, and days that differ, such as holidays.",
  body: calendarFields,
  answer: Calendar,
  problems: [400, 401, 403],
});
export const showCalendar = endpoint({
  method: "GET",
  ...calendar,
  ...read,
  status: 200,
  summary: "Show a calendar",
  query: shapeParameters,
  answer: Calendar,
  problems: [401, 404],
});
const CALENDAR_CHANGE = "Running clocks keep their hours until the policies are applied to open tickets.";
export const updateCalendar = endpoint({
  method: "PATCH",
  ...calendar,
  status: 200,
  summary: "Update a calendar",
  description: CALENDAR_CHANGE,
  body: calendarFields,
  partial: true,
  answer: Calendar,
  problems: [400, 401, 403, 404, 412],
});
export const replaceCalendar = endpoint({
  method: "PUT",
  ...calendar,
  status: 200,
  summary: "Replace a calendar",
  description: CALENDAR_CHANGE,
  body: calendarFields,
  answer: Calendar,
  problems: [400, 401, 403, 404, 412],
});
export const deleteCalendar = endpoint({
  method: "DELETE",
  ...calendar,
  status: 204,
  summary: "Delete a calendar",
  description:
    "Refused (409) while anything uses it, such as an SLA policy or a recurring ticket. The response lists what uses it.",
  problems: [401, 403, 404, 409],
});

const Place = z.object({
  code: z.string().meta({ examples: ["TH"] }),
  name: z.string().meta({ examples: ["Thailand"] }),
});
export const listHolidays = endpoint({
  method: "GET",
  path: "/calendars/holidays/",
  ...rules,
  status: 200,
  summary: "List the public holidays of a country in a year",
  description:
    "Without a country, only the list of countries. Send `results` as the `days` of a calendar to import them.",
  query: [
    { name: "country", description: "Two-letter code of the country (ISO 3166).", example: "TH" },
    { name: "region", description: "One of the `regions` of the country." },
    {
      name: "year",
      description: "From 1970 to 2100. Defaults to this year.",
      schema: { type: "integer" },
      example: 2027,
    },
    {
      name: "language",
      description: "Language of the names, if they are known in it.",
      schema: { type: "string", default: "en" },
    },
  ],
  answer: z.object({
    countries: z.array(Place),
    regions: z.array(Place),
    results: z.array(Day),
  }),
  problems: [400, 401, 403],
});
