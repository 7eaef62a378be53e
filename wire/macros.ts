import { z } from "zod";
import { carriedChanges } from "./carried-changes.ts";
import { DraftFile } from "./drafts.ts";
import { endpoint } from "./endpoint.ts";
import { choice, type Field, flag, ids, jsonObject, nullable, reference, text, textFault } from "./fields.ts";
import { READER_TEAMS } from "./knowledge-words.ts";
import { INPUT_KINDS, MACRO_LANGUAGES, MACRO_SCOPES, type MacroInput, PLACEHOLDERS } from "./macro-words.ts";
import { strip } from "./python-values.ts";
import { dictionary, quote, reader, readList, ValueFault } from "./read-values.ts";

const MAX_TEXT_LENGTH = 20_000;
const MAX_INPUTS = 10;
const MAX_CHOICES = 50;
const MAX_WORD_LENGTH = 100;

const LIQUID = `In Liquid: outputs such as \`{{ contact.first_name | default: "there" }}\`, \`if\` and \`unless\`. Placeholders: ${PLACEHOLDERS.map((name) => `\`${name}\``).join(", ")}, and \`input.\` with the name of an input.`;

function word(value: unknown, where: string, max = MAX_WORD_LENGTH): string {
  const clean = typeof value === "string" ? strip(value) : "";
  if (clean === "" || clean.length > max) throw new ValueFault(`${where} must have 1 to ${max} characters.`);
  const fault = textFault(clean);
  if (fault) throw new ValueFault(fault);
  return clean;
}

const textsField = reader<Record<string, string>>(
  {
    type: "object",
    description: `HTML by language. ${LIQUID}`,
    properties: Object.fromEntries(
      MACRO_LANGUAGES.map((language) => [language, { type: "string", maxLength: MAX_TEXT_LENGTH }]),
    ),
    additionalProperties: false,
  },
  (value) =>
    Object.fromEntries(
      Object.entries(dictionary(value, MACRO_LANGUAGES)).flatMap(([language, html]) => {
        if (typeof html !== "string") throw new ValueFault(`${language}: Not a valid string.`);
        if (html.length > MAX_TEXT_LENGTH)
          throw new ValueFault(`${language}: Ensure this field has no more than ${MAX_TEXT_LENGTH} characters.`);
        const fault = textFault(html);
        if (fault) throw new ValueFault(`${language}: ${fault}`);
        return strip(html) === "" ? [] : [[language, strip(html)]];
      }),
    ),
  {},
);

const NAME = /^[a-z][a-z0-9_]{0,29}$/;
function readInput(value: unknown): MacroInput {
  const input = dictionary(value, ["name", "label", "kind", "choices", "required"]);
  const { name, kind = "text", required = true } = input;
  if (typeof name !== "string" || !NAME.test(name))
    throw new ValueFault(`${quote(name)} is not a name for an input. Use small letters, digits and underscores.`);
  if (!INPUT_KINDS.some((each) => each === kind)) throw new ValueFault(`${quote(kind)} is not a kind of input.`);
  if (typeof required !== "boolean") throw new ValueFault(`${name}: \`required\` must be a boolean.`);
  const choices = readList(input.choices ?? [], MAX_CHOICES).map((each) => word(each, `${name}: A choice`));
  if (kind === "choice" && choices.length === 0) throw new ValueFault(`${name}: Enter at least one choice.`);
  return { name, label: word(input.label ?? name, `${name}: The label`), kind: kind as "text", choices, required };
}

export const inputsField: Field<MacroInput[]> = reader(
  {
    type: "array",
    maxItems: MAX_INPUTS,
    description: "Values that are asked for before the text is used.",
    items: {
      type: "object",
      properties: {
        name: { type: "string", pattern: NAME.source },
        label: { type: "string", maxLength: MAX_WORD_LENGTH },
        kind: { type: "string", enum: [...INPUT_KINDS], default: "text" },
        choices: { type: "array", items: { type: "string", maxLength: MAX_WORD_LENGTH }, maxItems: MAX_CHOICES },
        required: { type: "boolean", default: true },
      },
      required: ["name"],
      additionalProperties: false,
    },
  },
  (value) => {
    const inputs = readList(value, MAX_INPUTS).map(readInput);
    if (new Set(inputs.map(({ name }) => name)).size < inputs.length)
      throw new ValueFault("Two inputs have the same name.");
    return inputs;
  },
  [],
);

const MAX_SAVED_FILES = 10;
/** The files of a macro or a ticket template. */
export const savedFiles = (description: string) => ids({ max: MAX_SAVED_FILES, description });

export const macroFields = {
  name: text({ max: 100, example: "Restart the player" }),
  folder: text({ max: 200, fallback: "", example: "Sound/Players", description: "Parts separated by slashes." }),
  scope: choice(MACRO_SCOPES, {
    fallback: "own",
    description: "Who can use it: only you, a team, or everyone at the desk.",
  }),
  team: choice(["", ...READER_TEAMS], { fallback: "", description: "Required if the scope is `team`." }),
  texts: textsField,
  is_internal: flag({ fallback: false, description: "Whether the text is an internal note." }),
  changes: carriedChanges("Changes of the ticket that go with the reply, as in a bulk change."),
  inputs: inputsField,
  files: savedFiles(
    "Files that go with the text, in order: IDs of files that the macro has, and of draft files of yours, which become the macro's.",
  ),
};

const time = z.iso.datetime();
const id = z.uuid();
const Input = z.object({
  name: z.string(),
  label: z.string(),
  kind: z.enum(INPUT_KINDS),
  choices: z.array(z.string()),
  required: z.boolean(),
});
/** Fields that macros and ticket templates share. */
export const sharedShape = {
  id,
  name: z.string(),
  folder: z.string(),
  scope: z.enum(MACRO_SCOPES),
  team: z.string(),
  owner: id.nullable(),
  owner_name: z.string().nullable(),
  inputs: z.array(Input),
  can_change: z.boolean().meta({ description: "Whether you may change and delete it." }),
  created_at: time,
  updated_at: time,
};
const MacroInList = z.object({
  ...sharedShape,
  languages: z.array(z.enum(MACRO_LANGUAGES)),
  is_internal: z.boolean(),
  changes: z.record(z.string(), z.unknown()),
  uses: z.int().meta({ description: "How often it was applied in the last 30 days, by everyone." }),
  last_used_at: time.nullable().meta({ description: "When you last applied it." }),
});
const Macro = MacroInList.extend({
  texts: z.partialRecord(z.enum(MACRO_LANGUAGES), z.string()),
  files: z.array(DraftFile),
});
export type MacroRow = z.infer<typeof Macro>;

const RenderedMacro = {
  text: z.string().meta({
    description: "HTML. A placeholder without a value stays as it is, such as `{{ contact.first_name }}`.",
  }),
  blanks: z.array(z.string()).meta({
    description: "The placeholders without a value. A reply that contains one is refused.",
    examples: [["contact.first_name"]],
  }),
};

const tag = "Macros";
const common = { access: "user", permission: "macro.use", tag, isStrict: true } as const;
const example = {
  request: {
    name: "Restart the player",
    folder: "Sound/Players",
    scope: "shared",
    texts: {
      en: '<p>Hello {{ contact.first_name | default: "there" }},</p><p>please unplug the player for {{ input.minutes }} minutes.</p>',
    },
    changes: { status: "pending", add_tags: ["player"] },
    inputs: [{ name: "minutes", label: "Minutes without power", kind: "choice", choices: ["1", "5"], required: true }],
  },
};

export const listMacros = endpoint({
  ...common,
  method: "GET",
  path: "/macros/",
  status: 200,
  summary: "List macros",
  description:
    "Your own, your team's and shared ones, by folder and name. With the beginnings of their texts. Not paged.",
  answer: z.object({
    results: z.array(
      MacroInList.extend({
        excerpt: z.string().meta({
          description: "The beginning of the text, up to 140 characters; placeholders are left out (…).",
        }),
      }),
    ),
  }),
  problems: [401],
});
export const createMacro = endpoint({
  ...common,
  method: "POST",
  path: "/macros/",
  status: 201,
  summary: "Create a macro",
  description: "You can share a macro with everyone or with your own team; an Admin with any team.",
  body: macroFields,
  answer: Macro,
  problems: [400, 401],
  example,
});
export const showMacro = endpoint({
  ...common,
  method: "GET",
  path: "/macros/{id}/",
  status: 200,
  summary: "Show a macro",
  answer: Macro,
  problems: [401, 404],
});
export const updateMacro = endpoint({
  ...common,
  method: "PATCH",
  path: "/macros/{id}/",
  status: 200,
  summary: "Update a macro",
  description: "Only for its owner and, unless it is private, for Admins.",
  body: macroFields,
  partial: true,
  answer: Macro,
  problems: [400, 401, 403, 404, 412],
});
export const deleteMacro = endpoint({
  ...common,
  method: "DELETE",
  path: "/macros/{id}/",
  status: 204,
  summary: "Delete a macro",
  description: "Only for its owner and, unless it is private, for Admins.",
  problems: [401, 403, 404],
});

const inputs = jsonObject({
  max: 10_000,
  fallback: {},
  example: { minutes: "5" },
  description: "Values of the macro's inputs, by name.",
});
const language = nullable(
  choice(MACRO_LANGUAGES, {
    description:
      "The text's language. Default: the language that the customer uses in the help center or writes in, or else the mailbox's.",
  }),
);
export const applyMacro = endpoint({
  ...common,
  method: "POST",
  path: "/macros/{id}/apply/",
  status: 200,
  summary: "Apply a macro to a ticket",
  description:
    "Returns the text and the changes for a reply, and counts the use. The ticket does not change until you send the reply with them.",
  body: { ticket: reference({ description: "The ticket that fills the placeholders." }), language, inputs },
  answer: z.object({
    ...RenderedMacro,
    language: z.enum(MACRO_LANGUAGES).nullable(),
    is_internal: z.boolean(),
    changes: z.record(z.string(), z.unknown()),
    files: z.array(DraftFile).meta({ description: "The macro's files, as draft files of yours for the reply." }),
  }),
  problems: [400, 401, 404],
  example: {
    request: { ticket: "4be0643f-1d98-473b-97cd-ca98a65347dd", inputs: { minutes: "5" } },
    response: {
      text: "<p>Hello Ploy,</p><p>please unplug the player for 5 minutes.</p>",
      blanks: [],
      language: "en",
      is_internal: false,
      changes: { status: "pending", add_tags: ["player"] },
      files: [],
    },
  },
});
export const previewMacro = endpoint({
  ...common,
  method: "POST",
  path: "/macros/preview/",
  status: 200,
  summary: "Preview a macro's text",
  description: "Renders a text that need not be saved. Without a ticket, with sample values.",
  body: {
    text: text({ max: MAX_TEXT_LENGTH, blank: true, required: true, example: "<p>Hello {{ contact.first_name }}</p>" }),
    ticket: reference({ nullable: true }),
    inputs,
  },
  answer: z.object(RenderedMacro),
  problems: [400, 401],
  example: {
    request: { text: '<p>Hello {{ contact.first_name | default: "there" }}</p>', inputs: {} },
    response: { text: "<p>Hello Ploy</p>", blanks: [] },
  },
});
