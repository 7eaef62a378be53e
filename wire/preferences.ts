import { z } from "zod";
import { columns, ownOrder } from "./columns.ts";
import { endpoint } from "./endpoint.ts";
import { choice, type Field, flag, integer, nullable, text } from "./fields.ts";

const THEMES = ["auto", "light", "dark"] as const;
const DENSITIES = ["spacious", "comfortable", "compact"] as const;
const INBOX_LAYOUTS = ["list", "table"] as const;
const DATE_FORMATS = ["system", "iso", "dmy", "mdy"] as const;

const withMessage = (inner: Field<string>, isKnown: (value: string) => boolean, message: string): Field<string> => ({
  ...inner,
  read: (value, reading) => {
    const result = inner.read(value, reading);
    return "value" in result && result.value !== "" && !isKnown(result.value) ? { error: message } : result;
  },
});

function isZone(name: string): boolean {
  try {
    return /^[A-Z]/i.test(name) && Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}
const isLanguage = (code: string) => /^[a-z]{2,3}(-[a-z\d]{2,8}){0,3}$/i.test(code);

export const preferenceFields = {
  theme: choice(THEMES, { fallback: "auto" }),
  density: choice(DENSITIES, { fallback: "comfortable", description: "Rows of the list: three lines, two or one." }),
  start_view: text({ max: 200, fallback: "", description: "View that opens first." }),
  signature: text({ max: 10_000, fallback: "", description: "HTML added at the end of replies." }),
  date_format: choice(DATE_FORMATS, { fallback: "system" }),
  time_zone: withMessage(
    text({
      max: 100,
      fallback: "",
      description: "IANA name such as `Asia/Bangkok`. Empty means the device's time zone.",
    }),
    isZone,
    "Not a known time zone.",
  ),
  language: withMessage(
    text({
      max: 35,
      fallback: "",
      description: "Language tag such as `en` or `pt-BR`. Empty means the device's language.",
    }),
    isLanguage,
    "Not a language tag.",
  ),
  list_width: nullable(integer({ min: 100, max: 4000, description: "Width of the ticket list in pixels." })),
  inbox_layout: choice(INBOX_LAYOUTS, {
    fallback: "list",
    description: "`list` shows the list beside the ticket, `table` uses the full width.",
  }),
  inbox_columns: {
    ...columns,
    schema: {
      ...columns.schema,
      description: "Columns of the table in views without columns of their own. Empty means the default columns.",
    },
  },
  dashboard_reports: {
    ...ownOrder("chart"),
    schema: {
      ...ownOrder("chart").schema,
      description: "Charts of the dashboard in your own order. Empty means all of them.",
    },
  },
  auto_advance: flag({
    fallback: false,
    description: "Whether the next ticket opens after replying, resolving or assigning.",
  }),
  assign_on_reply: flag({
    fallback: true,
    description: "Whether your replies in the app assign tickets to you that nobody has.",
  }),
  shortcuts: flag({ fallback: true, description: "Whether single-key shortcuts are on." }),
};

const Preferences = z.object({
  theme: z.enum(THEMES),
  density: z.enum(DENSITIES),
  start_view: z.string(),
  signature: z.string(),
  date_format: z.enum(DATE_FORMATS),
  time_zone: z.string(),
  language: z.string(),
  list_width: z.int().nullable(),
  inbox_layout: z.enum(INBOX_LAYOUTS),
  inbox_columns: z.array(z.string()),
  dashboard_reports: z.array(z.string()),
  auto_advance: z.boolean(),
  assign_on_reply: z.boolean(),
  shortcuts: z.boolean(),
});
const tag = "Users";

export const showPreferences = endpoint({
  method: "GET",
  path: "/users/me/preferences/",
  access: "user",
  permission: "self",
  tag,
  status: 200,
  summary: "Show your preferences",
  answer: Preferences,
  problems: [401],
});
export const updatePreferences = endpoint({
  method: "PATCH",
  path: "/users/me/preferences/",
  access: "user",
  permission: "self",
  tag,
  status: 200,
  summary: "Change your preferences",
  body: preferenceFields,
  partial: true,
  answer: Preferences,
  problems: [400, 401],
});
