import { z } from "zod";
import { SUPPRESSION_REASONS } from "./email-words.ts";
import { endpoint } from "./endpoint.ts";
import { choice, email, instant, text } from "./fields.ts";
import { listParameters, shapeParameters } from "./lists.ts";

const tag = "Emails";
const time = z.iso.datetime();
const SCOPES = ["all", "notifications"] as const;
export const suppressionFields = {
  address: email({ example: "gone@harbour.example" }),
  scope: choice(SCOPES, {
    fallback: "all",
    description: "`all`: the address gets no email. `notifications`: the address gets no notifications for agents.",
  }),
  note: text({ max: 1000, fallback: "" }),
  until: instant({
    isDayEnd: true,
    description: "Null: until it is removed. A date alone is the end of that day.",
  }),
};
const Suppression = z
  .object({
    id: z.uuid(),
    address: z.string().meta({ examples: ["gone@harbour.example"] }),
    scope: z.enum(SCOPES),
    because: z.enum(SUPPRESSION_REASONS),
    note: z.string(),
    email: z
      .uuid()
      .nullable()
      .meta({ description: "The email that came back.", examples: [null] }),
    until: time.nullable(),
    created_at: time,
  })
  .meta({ id: "Suppression" });

const common = { access: "admin", permission: "email.manage", tag } as const;
export const listSuppressions = endpoint({
  ...common,
  method: "GET",
  path: "/suppressions/",
  status: 200,
  summary: "List addresses that get no email",
  query: [{ name: "search", description: "A part of the address." }, ...listParameters(["created_at", "address"])],
  answer: Suppression,
  answerType: "page",
  problems: [401, 403, 404],
});
export const createSuppression = endpoint({
  ...common,
  method: "POST",
  path: "/suppressions/",
  status: 201,
  summary: "Stop emails to an address",
  description: "If the address is already listed, its scope, note and end are replaced.",
  body: suppressionFields,
  answer: Suppression,
  problems: [400, 401, 403],
});
export const showSuppression = endpoint({
  ...common,
  method: "GET",
  path: "/suppressions/{id}/",
  status: 200,
  summary: "Show an address that gets no email",
  query: shapeParameters,
  answer: Suppression,
  problems: [401, 403, 404],
});
export const deleteSuppression = endpoint({
  ...common,
  method: "DELETE",
  path: "/suppressions/{id}/",
  status: 204,
  summary: "Allow emails to an address again",
  problems: [401, 403, 404],
});
