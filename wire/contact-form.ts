import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { flag } from "./fields.ts";
import { quote, reader, readList, ValueFault } from "./read-values.ts";

const MAX_ORIGINS = 50;

function readOrigin(value: unknown): string {
  const text = typeof value === "string" ? value.trim().replace(/\/$/, "") : "";
  const url = text.length <= 200 && URL.canParse(text) ? new URL(text) : null;
  const isLocal = url !== null && ["localhost", "127.0.0.1"].includes(url.hostname);
  if (
    !url ||
    url.origin !== text.toLowerCase() ||
    !(url.protocol === "https:" || (url.protocol === "http:" && isLocal))
  )
    throw new ValueFault(`${quote(value)} is not an origin. Send it as https://shop.example, without a path.`);
  return url.origin;
}

export const contactFormFields = {
  is_enabled: flag({ description: "Whether these sites may show the contact form." }),
  origins: reader<string[]>(
    {
      type: "array",
      items: { type: "string", format: "uri" },
      maxItems: MAX_ORIGINS,
      description: "The origins of the sites, with https (http only for localhost).",
      examples: [["https://shop.example"]],
    },
    (value) => [...new Set(readList(value, MAX_ORIGINS).map(readOrigin))],
  ),
  on_help_center: flag({ description: "Whether people can send a request in the help center without signing in." }),
};
const ContactFormSettings = z
  .object({
    is_enabled: z.boolean(),
    origins: z.array(z.string()).meta({ examples: [["https://shop.example"]] }),
    on_help_center: z.boolean(),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: "ContactFormSettings" });

const admin = {
  access: "admin",
  permission: "portal.manage",
  tag: "Help center",
  path: "/contact-form-settings/",
  status: 200,
} as const;
export const showContactForm = endpoint({
  ...admin,
  method: "GET",
  summary: "Show which sites have the contact form",
  answer: ContactFormSettings,
  problems: [401, 403],
});
export const updateContactForm = endpoint({
  ...admin,
  method: "PATCH",
  summary: "Change which sites have the contact form",
  description:
    "The contact form, and your own forms, send to `POST /portal/tickets/`, which is outside this API and described in docs/portal.md. Only that endpoint accepts requests from the listed origins.",
  body: contactFormFields,
  partial: true,
  answer: ContactFormSettings,
  problems: [400, 401, 403, 412],
});
