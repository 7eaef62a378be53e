import { z } from "zod";
import { EMAIL_KINDS, REMOTE_PICTURES } from "./email-words.ts";
import { endpoint } from "./endpoint.ts";
import { choice, type Field, flag, reference, text } from "./fields.ts";
import { EMAIL_LANGUAGES } from "./mailbox-words.ts";

const LIQUID = "In Liquid: outputs (`{{ ticket.subject }}`), `if` and `unless`.";
export const emailTemplateFields = {
  subject: text({ max: 500, example: "We received your request [{{ ticket.number }}]", description: LIQUID }),
  body: text({
    max: 20_000,
    example: "<p>Hello {{ recipient.name }},</p><p>we received your request {{ ticket.number }}.</p>",
    description: `HTML with the greeting. ${LIQUID} Values are escaped.`,
  }),
  footer: text({ max: 5_000, fallback: "", blank: true, description: `HTML below everything else. ${LIQUID}` }),
};
const shape = {
  kind: z.enum(EMAIL_KINDS),
  language: z.enum(EMAIL_LANGUAGES),
  subject: z.string(),
  body: z.string(),
  footer: z.string(),
  is_default: z.boolean().meta({ description: "Whether it is Docket's default text, which no Admin has changed." }),
  updated_at: z.iso.datetime().nullable(),
};
const EmailTemplate = z.object(shape).meta({ id: "EmailTemplate" });

const admin = { access: "admin", permission: "mailbox.manage", tag: "Emails" } as const;
const one = {
  ...admin,
  path: "/email-templates/{kind}/{language}/",
  words: { kind: EMAIL_KINDS, language: EMAIL_LANGUAGES },
} as const;
export const listEmailTemplates = endpoint({
  ...admin,
  method: "GET",
  path: "/email-templates/",
  status: 200,
  summary: "List the texts of emails",
  description: "One for each kind and language.",
  answer: z.object({ results: z.array(EmailTemplate) }),
  problems: [401, 403],
});
export const showEmailTemplate = endpoint({
  ...one,
  method: "GET",
  status: 200,
  summary: "Show the text of an email",
  answer: EmailTemplate,
  problems: [401, 403, 404],
});
export const replaceEmailTemplate = endpoint({
  ...one,
  method: "PUT",
  status: 200,
  summary: "Write the text of an email",
  description:
    "Refused (400) if it is not valid Liquid, takes too long, or lacks the main content: `{{ message }}` in a reply, `{{ link }}` in an invitation. Send the ETag as `If-Match` to get 412 if another Admin has changed it since you read it.",
  body: emailTemplateFields,
  answer: EmailTemplate,
  problems: [400, 401, 403, 404, 412],
});
export const resetEmailTemplate = endpoint({
  ...one,
  method: "DELETE",
  status: 204,
  summary: "Reset the text of an email to the default",
  problems: [401, 403, 404],
});
export const previewEmailTemplate = endpoint({
  ...one,
  method: "POST",
  path: "/email-templates/{kind}/{language}/preview/",
  status: 200,
  summary: "Preview an email",
  description: "Renders the text that you send for a ticket or, without one, for a sample. Nothing is stored or sent.",
  body: { ...emailTemplateFields, ticket: reference({ nullable: true }) },
  answer: z.object({
    subject: z.string().meta({ examples: ["We received your request [T-20261126-0001]"] }),
    text: z.string(),
    html: z.string().meta({ description: "Show it in a sandboxed frame." }),
  }),
  problems: [400, 401, 403, 404],
});

const color: Field<string> = (() => {
  const inner = text({ max: 7, example: "#2f6fde" });
  return {
    ...inner,
    schema: { ...inner.schema, pattern: "^#[0-9a-f]{6}$" },
    read: (value, reading) => {
      const result = inner.read(value, reading);
      if ("error" in result) return result;
      const lower = result.value.toLowerCase();
      return /^#[\da-f]{6}$/.test(lower) ? { value: lower } : { error: "Enter a color as #rrggbb." };
    },
  };
})();
export const emailSettingsFields = {
  desk_name: text({
    max: 100,
    blank: true,
    example: "Harbour Support",
    description: "The desk's name in emails. If empty, the mailbox's name is used.",
  }),
  color,
  reopens_on_thanks: flag({
    fallback: false,
    description: "Whether an email that only says thank you reopens a resolved or closed ticket.",
  }),
  remote_pictures: choice(REMOTE_PICTURES, {
    fallback: "ask",
    description:
      "Whether messages show pictures of other sites: when an agent asks for them, as soon as a message is opened, or never.",
  }),
};
const EmailSettings = z
  .object({
    desk_name: z.string().meta({ examples: ["Harbour Support"] }),
    color: z.string().meta({ examples: ["#2f6fde"] }),
    reopens_on_thanks: z.boolean(),
    remote_pictures: z.enum(REMOTE_PICTURES),
    updated_at: z.iso.datetime(),
  })
  .meta({ id: "EmailSettings" });
export const showEmailSettings = endpoint({
  ...admin,
  method: "GET",
  path: "/email-settings/",
  status: 200,
  summary: "Show the settings for emails",
  answer: EmailSettings,
  problems: [401, 403],
});
export const updateEmailSettings = endpoint({
  ...admin,
  method: "PATCH",
  path: "/email-settings/",
  status: 200,
  summary: "Change the settings for emails",
  body: emailSettingsFields,
  partial: true,
  answer: EmailSettings,
  problems: [400, 401, 403, 412],
});
