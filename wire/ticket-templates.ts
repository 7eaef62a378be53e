import { z } from "zod";
import { DraftFile } from "./drafts.ts";
import { endpoint } from "./endpoint.ts";
import { type Field, integer, jsonObject, nullable, reference, text, textFault } from "./fields.ts";
import { macroFields, savedFiles, sharedShape } from "./macros.ts";
import { nestedFields } from "./nested-fields.ts";
import { strip } from "./python-values.ts";
import { quote, reader, readList, ValueFault } from "./read-values.ts";
import { MAX_STEP_LENGTH, MAX_STEPS, TEMPLATE_PLACEHOLDERS, TEMPLATE_TICKET_FIELDS } from "./template-words.ts";
import { ticketFields } from "./ticket-schemas.ts";

const MAX_DESCRIPTION_LENGTH = 20_000;
const LIQUID = `With placeholders in Liquid, as in a macro: ${TEMPLATE_PLACEHOLDERS.map((name) => `\`${name}\``).join(", ")}, and \`input.\` with the name of an input.`;

const baseFields = nestedFields(
  {
    ...Object.fromEntries(TEMPLATE_TICKET_FIELDS.map((name) => [name, ticketFields[name]])),
    due_in_days: nullable(
      integer({
        required: false,
        min: 0,
        max: 3650,
        description: "Number of days until the ticket is due, at the end of that day.",
      }),
    ),
  },
  { description: "The fields that the template sets. An omitted field stays unchanged.", unit: "fields" },
);

// null and "" mean the same as omitted
const fields: typeof baseFields = {
  ...baseFields,
  read(value, reading) {
    const result = baseFields.read(value, reading);
    if ("error" in result) return result;
    return {
      value: Object.fromEntries(Object.entries(result.value).filter(([, each]) => each !== null && each !== "")),
    };
  },
};

/** The steps of a checklist. Each is one line of text. */
export const stepsField = (fallback?: string[]): Field<string[]> =>
  reader(
    {
      type: "array",
      maxItems: MAX_STEPS,
      items: { type: "string", minLength: 1, maxLength: MAX_STEP_LENGTH },
      description: "Steps of the checklist, in order.",
      examples: [["Ask for the light of the player", "Check the last contact of the zone"]],
    },
    (value) =>
      readList(value, MAX_STEPS).map((each) => {
        const step = typeof each === "string" ? strip(each).replaceAll(/\s+/g, " ") : "";
        if (step === "" || [...step].length > MAX_STEP_LENGTH)
          throw new ValueFault(`${quote(each)}: A step must have 1 to ${MAX_STEP_LENGTH} characters.`);
        const fault = textFault(step);
        if (fault) throw new ValueFault(fault);
        return step;
      }),
    fallback,
  );

const { folder, scope, team, inputs } = macroFields;
export const templateFields = {
  name: text({ max: 100, example: "Player offline" }),
  folder,
  scope,
  team,
  subject: text({ max: 200, fallback: "", example: "Player offline at {{ company.name }}", description: LIQUID }),
  description: text({ max: MAX_DESCRIPTION_LENGTH, fallback: "", description: `HTML. ${LIQUID}` }),
  fields,
  checklist: stepsField([]),
  inputs,
  files: savedFiles(
    "Files of the ticket, in order: IDs of files that the template has, and of draft files of yours, which become the template's.",
  ),
};

const templateValues = z.record(z.string(), z.unknown());
const missing = z.partialRecord(z.enum([...TEMPLATE_TICKET_FIELDS, "due_in_days"]), z.string()).meta({
  description: "The fields whose value no longer exists, each with the reason. They are kept, but not filled in.",
  examples: [{ assigned_to: "This user is no longer active." }],
});
const names = z.record(z.string(), z.string()).meta({
  description: "The names of the company, contact, zone and assignee in `fields`.",
});
const Template = z
  .object({
    ...sharedShape,
    subject: z.string(),
    description: z.string(),
    fields: templateValues,
    missing,
    names,
    checklist: z.array(z.string()),
    files: z.array(DraftFile),
  })
  .meta({ id: "TicketTemplate" });
export type TemplateRow = z.infer<typeof Template>;

const tag = "Ticket templates";
const common = { access: "user", permission: "template.use", tag, isStrict: true } as const;
const example = {
  request: {
    name: "Player offline",
    folder: "Sound/Players",
    scope: "shared",
    subject: "Player offline{% if zone.name %} in {{ zone.name }}{% endif %}",
    description: '<p>{{ contact.first_name | default: "The customer" }} says: {{ input.what }}</p>',
    fields: { category: "technical", priority: "high", due_in_days: 1, tags: "player" },
    checklist: ["Ask for the light of the player", "Check the last contact of the zone"],
    inputs: [{ name: "what", label: "What happened", kind: "text", choices: [], required: true }],
  },
};

export const listTemplates = endpoint({
  ...common,
  method: "GET",
  path: "/ticket-templates/",
  status: 200,
  summary: "List ticket templates",
  description: "Your own, your team's and shared ones, by folder and name. Not paged.",
  answer: z.object({ results: z.array(Template) }),
  problems: [401],
});
export const createTemplate = endpoint({
  ...common,
  method: "POST",
  path: "/ticket-templates/",
  status: 201,
  summary: "Create a ticket template",
  description: "You can share a template with everyone or with your own team; an Admin with any team.",
  body: templateFields,
  answer: Template,
  problems: [400, 401],
  example,
});
export const showTemplate = endpoint({
  ...common,
  method: "GET",
  path: "/ticket-templates/{id}/",
  status: 200,
  summary: "Show a ticket template",
  answer: Template,
  problems: [401, 404],
});
export const updateTemplate = endpoint({
  ...common,
  method: "PATCH",
  path: "/ticket-templates/{id}/",
  status: 200,
  summary: "Update a ticket template",
  description: "Only for its owner and, unless it is private, for Admins. `fields` replaces all fields.",
  body: templateFields,
  partial: true,
  answer: Template,
  problems: [400, 401, 403, 404, 412],
});
export const deleteTemplate = endpoint({
  ...common,
  method: "DELETE",
  path: "/ticket-templates/{id}/",
  status: 204,
  summary: "Delete a ticket template",
  description: "Only for its owner and, unless it is private, for Admins. Tickets made from it stay as they are.",
  problems: [401, 403, 404, 409],
});
export const applyTemplate = endpoint({
  ...common,
  method: "POST",
  path: "/ticket-templates/{id}/apply/",
  status: 200,
  summary: "Fill in a ticket template",
  description:
    "Returns the values of a new ticket, with the placeholders filled in. It creates no ticket: send the values that you want to `POST /tickets/`.",
  body: {
    company: reference({ nullable: true, description: "The ticket's company, if already chosen." }),
    contact: reference({ nullable: true }),
    zone: reference({ nullable: true }),
    inputs: jsonObject({
      max: 10_000,
      fallback: {},
      example: { what: "No light" },
      description: "Values of the template's inputs, by name.",
    }),
  },
  answer: z.object({
    subject: z.string(),
    description: z.string().meta({ description: "HTML. A placeholder without a value stays as it is." }),
    blanks: z.array(z.string()).meta({ description: "The placeholders without a value." }),
    fields: templateValues,
    missing,
    checklist: z.array(z.string()),
    names,
    files: z.array(DraftFile).meta({
      description: "The template's files, as draft files of yours: attach them with `take_files`.",
    }),
  }),
  problems: [400, 401, 404],
  example: {
    request: { inputs: { what: "No light" } },
    response: {
      subject: "Player offline",
      description: "<p>The customer says: No light</p>",
      blanks: [],
      fields: { category: "technical", priority: "high", due_in_days: 1, tags: "player" },
      missing: {},
      checklist: ["Ask for the light of the player", "Check the last contact of the zone"],
      names: {},
      files: [],
    },
  },
});
