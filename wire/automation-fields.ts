import {
  type AutomationActions,
  CREATED_VIAS,
  NOTIFY_RECIPIENTS,
  SURVEY_ACTIONS,
  TIMED_TRIGGERS,
  TRIGGERS,
  type Trigger,
  type TriggerWord,
} from "./automation-words.ts";
import { bulkChanges } from "./bulk.ts";
import { bodySchema, check, type Field, type Fields, textFault } from "./fields.ts";
import { inboxFilterField } from "./inbox-filter.ts";
import { VIEWER_FLAGS } from "./inbox-words.ts";
import { parseUuid, strip } from "./python-values.ts";
import { dictionary, quote, reader, readList, ValueFault } from "./read-values.ts";
import { NO_SURVEY_TAG } from "./survey-words.ts";
import { fieldEntries } from "./ticket-fields.ts";

const MAX_HOURS = 8_760;
const MAX_TEXT = 20_000;
const MAX_NOTIFIED = 20;
const MAX_VALUES = 50;

/** Fields that an automation can set: those of a bulk change, except the trash and times. */
export const automationChanges = (): Fields => {
  const instants = fieldEntries().flatMap(([name, { kind }]) => (kind === "instant" ? [name as string] : []));
  return Object.fromEntries(
    Object.entries(bulkChanges as Fields).filter(([name]) => name !== "is_deleted" && !instants.includes(name)),
  );
};

const OPTIONS: Readonly<Record<TriggerWord, readonly string[]>> = {
  created: ["via"],
  customer_replied: [],
  agent_replied: [],
  note_added: [],
  macro_applied: ["macros"],
  changed: ["field", "from", "to"],
  sla_breached: [],
  unanswered: ["hours", "calendar"],
  unchanged: ["hours", "calendar"],
};

function oneOf<const T extends string>(value: unknown, words: readonly T[], name: string): T {
  if (typeof value === "string" && (words as readonly string[]).includes(value)) return value as T;
  throw new ValueFault(`${name}: ${quote(value)} is not a valid choice. Use ${words.join(", ")}.`);
}

function readTrigger(value: unknown): Trigger {
  const input = dictionary(value, ["on", "via", "macros", "field", "from", "to", "hours", "calendar"]);
  const on = oneOf(input.on, TRIGGERS, "on");
  const options = OPTIONS[on];
  const alien = Object.keys(input).find((name) => name !== "on" && !options.includes(name));
  if (alien) throw new ValueFault(`${alien}: It cannot be used with “${on}”.`);
  if (on === "created") return { on, ...(input.via !== undefined && { via: readVias(input.via) }) };
  if (on === "macro_applied") return { on, ...(input.macros !== undefined && { macros: readMacros(input.macros) }) };
  if (on === "changed") return { on, ...readChanged(input) };
  return options.includes("hours") ? { on, ...readHours(input) } : { on };
}

function readVias(value: unknown): string[] {
  const vias = [...new Set(readList(value, CREATED_VIAS.length).map((each) => oneOf(each, CREATED_VIAS, "via")))];
  if (vias.length === 0) throw new ValueFault("via: Choose at least one way, or leave it out.");
  return vias;
}

function readMacros(value: unknown): string[] {
  const ids = readList(value, MAX_VALUES).map((each) => {
    const id = typeof each === "string" ? parseUuid(each) : null;
    if (!id) throw new ValueFault(`macros: ${quote(each)} is not a valid UUID.`);
    return id;
  });
  if (ids.length === 0) throw new ValueFault("macros: Choose at least one macro, or leave it out.");
  return [...new Set(ids)];
}

function readHours({ hours, calendar = null }: Record<string, unknown>): Pick<Trigger, "hours" | "calendar"> {
  if (typeof hours !== "number" || !Number.isInteger(hours) || hours < 1 || hours > MAX_HOURS)
    throw new ValueFault(`hours: Send whole hours from 1 to ${MAX_HOURS}.`);
  const id = typeof calendar === "string" ? parseUuid(calendar) : null;
  if (calendar !== null && !id) throw new ValueFault(`calendar: ${quote(calendar)} is not a valid UUID.`);
  return { hours, calendar: id };
}

/** Fields whose changes can be a trigger, each with its choices; null if it has none. */
const changeable = (): Record<string, readonly string[] | null> =>
  Object.fromEntries(
    fieldEntries()
      .filter(([name, { kind, isBulk = false }]) => (isBulk && kind !== "instant") || name === "tags")
      .map(([name, { choices, isOptional }]) => [name, choices ? [...choices, ...(isOptional ? ["none"] : [])] : null]),
  );

function readChanged({ field, from, to }: Record<string, unknown>): Pick<Trigger, "field" | "from" | "to"> {
  const fields = changeable();
  const name = oneOf(field, Object.keys(fields), "field");
  const values = (side: string, value: unknown) => {
    if (value === undefined) return undefined;
    const read = [...new Set(readList(value, MAX_VALUES).map((each) => readValue(name, fields[name]!, each, side)))];
    if (read.length === 0) throw new ValueFault(`${side}: Choose at least one value, or leave it out.`);
    return read;
  };
  const [before, after] = [values("from", from), values("to", to)];
  if (before?.length === 1 && after?.length === 1 && before[0] === after[0])
    throw new ValueFault(`A change from ${quote(before[0])} to itself never happens.`);
  return { field: name, ...(before && { from: before }), ...(after && { to: after }) };
}

function readValue(field: string, words: readonly string[] | null, value: unknown, side: string): string {
  if (words) return oneOf(value, words, side);
  if (field !== "tags") {
    const id = value === "none" ? "none" : typeof value === "string" ? parseUuid(value) : null;
    if (!id) throw new ValueFault(`${side}: ${quote(value)} is neither a valid UUID nor “none”.`);
    return id;
  }
  const tag = typeof value === "string" && !textFault(value) ? strip(value) : "";
  if (tag === "" || tag.includes(",") || tag.length > 100)
    throw new ValueFault(`${side}: A tag must have 1 to 100 characters and no comma.`);
  return tag;
}

const strings = (description: string) => ({ type: "array", items: { type: "string" }, minItems: 1, description });

export const triggerField = reader<Trigger>(
  {
    type: "object",
    description: `The event or time that starts it. ${TIMED_TRIGGERS.map((each) => `\`${each}\``).join(", ")} are checked every minute.`,
    required: ["on"],
    properties: {
      on: { type: "string", enum: [...TRIGGERS] },
      via: {
        ...strings("For `created`: only tickets that were created in these ways."),
        items: { enum: [...CREATED_VIAS] },
      },
      macros: {
        ...strings("For `macro_applied`: only these macros, which must be shared or belong to a team."),
        items: { type: "string", format: "uuid" },
      },
      field: { type: "string", description: "For `changed`: the ticket's field.", examples: ["status"] },
      from: strings(
        "For `changed`: only from one of these values. `none` means no value. For tags: a tag that was removed.",
      ),
      to: strings("For `changed`: only to one of these values. For tags: a tag that was added."),
      hours: {
        type: "integer",
        minimum: 1,
        maximum: MAX_HOURS,
        description: "For `unanswered` and `unchanged`: how long.",
      },
      calendar: {
        type: ["string", "null"],
        format: "uuid",
        description: "Whose open hours count; null counts every hour.",
      },
    },
    additionalProperties: false,
  },
  readTrigger,
);

const filters = inboxFilterField("Inbox filters that a ticket must match. Without filters, every ticket matches.");
const REFUSED_FILTERS: readonly string[] = [...VIEWER_FLAGS, "trash"];

export const automationFiltersField: Field<Record<string, string>> = {
  ...filters,
  schema: { ...filters.schema, examples: [{ category: "billing" }] },
  fallback: {},
  read: (value, reading) => {
    const result = filters.read(value, reading);
    if ("error" in result) return result;
    const wrong = Object.keys(result.value).find((name) => REFUSED_FILTERS.includes(name));
    if (wrong) return { error: `“${wrong}” depends on the viewer. Leave it out.` };
    const own = Object.entries(result.value).find(([, text]) => text.split(",").some((piece) => piece.trim() === "me"));
    return own ? { error: `${own[0]}: “me” depends on the viewer.` } : result;
  },
};

function readActions(value: unknown, zone: string): AutomationActions {
  const input = dictionary(value, ["changes", "note", "reply", "macro", "snooze", "notify", "survey"]);
  const { changes, note, reply, macro, snooze, notify, survey } = input;
  const actions: AutomationActions = {
    ...(changes !== undefined && { changes: readChanges(changes, zone) }),
    ...(note !== undefined && { note: readText(note, "note") }),
    ...(reply !== undefined && { reply: readText(reply, "reply") }),
    ...(macro !== undefined && { macro: readMacro(macro) }),
    ...(snooze !== undefined && { snooze: readSnooze(snooze) }),
    ...(notify !== undefined && { notify: readNotify(notify) }),
    ...(survey !== undefined && { survey: oneOf(survey, SURVEY_ACTIONS, "survey") }),
  };
  if (Object.keys(actions).length === 0) throw new ValueFault("Choose at least one thing to do.");
  return actions;
}

function readChanges(value: unknown, zone: string): Record<string, unknown> {
  const fields = automationChanges();
  const { values, errors } = check(fields, dictionary(value, Object.keys(fields)), { partial: true, zone });
  const wrong = Object.entries(errors ?? {})[0];
  if (wrong) throw new ValueFault(`${wrong[0]}: ${wrong[1].join(" ")}`);
  if (Object.keys(values).length === 0) throw new ValueFault("changes: Choose at least one field.");
  const removals = new Set(((values.remove_tags ?? []) as string[]).map((tag) => tag.toLowerCase()));
  const both = ((values.add_tags ?? []) as string[]).find((tag) => removals.has(tag.toLowerCase()));
  if (both) throw new ValueFault(`${quote(both)} cannot be both added and removed.`);
  return values;
}

function readText(value: unknown, name: string): string {
  const fault = typeof value === "string" ? textFault(value) : "Not a valid string.";
  if (fault) throw new ValueFault(`${name}: ${fault}`);
  if (strip(value as string) === "") throw new ValueFault(`${name}: This field may not be blank.`);
  if ((value as string).length > MAX_TEXT)
    throw new ValueFault(`${name}: Ensure this field has no more than ${MAX_TEXT} characters.`);
  return value as string;
}

function readMacro(value: unknown): string {
  const id = typeof value === "string" ? parseUuid(value) : null;
  if (!id) throw new ValueFault(`macro: ${quote(value)} is not a valid UUID.`);
  return id;
}

function readSnooze(value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= MAX_HOURS) return value;
  throw new ValueFault(`snooze: Send whole hours from 1 to ${MAX_HOURS}.`);
}

function readNotify(value: unknown): NonNullable<AutomationActions["notify"]> {
  const { to, text } = dictionary(value, ["to", "text"]);
  const whom = readList(to, MAX_NOTIFIED).map((each) => {
    const id = typeof each === "string" ? parseUuid(each) : null;
    return id ?? oneOf(each, NOTIFY_RECIPIENTS, "notify");
  });
  if (whom.length === 0) throw new ValueFault("notify: Choose who is notified.");
  return { to: [...new Set(whom)], text: readText(text, "notify") };
}

const TEXT = { type: "string", maxLength: MAX_TEXT };

export const actionsField: Field<AutomationActions> = {
  required: true,
  schema: {
    type: "object",
    minProperties: 1,
    description:
      "The actions. Fields are changed first, those of the macro before the others; then a survey is started, and the texts are written.",
    properties: {
      changes: {
        ...bodySchema(automationChanges(), true),
        description: "Fields to set. The same rules apply as for any other change.",
        additionalProperties: false,
      },
      note: { ...TEXT, description: "An internal note. Texts are Liquid templates.", examples: ["From the shop."] },
      reply: {
        ...TEXT,
        description:
          "A public reply to the requester. By email it is marked as automatic, and it never replies to an automatic sender.",
        examples: ["Hello {{ contact.first_name | default: 'there' }}, we are on it."],
      },
      macro: {
        type: "string",
        format: "uuid",
        description:
          "A macro that is shared or belongs to a team: applies its changes and writes its text in the customer's language. By email it is marked as automatic, and it never replies to an automatic sender. If a placeholder has no value for a ticket, the automation does nothing there.",
      },
      snooze: {
        type: "integer",
        minimum: 1,
        maximum: MAX_HOURS,
        description: "Snoozes the ticket for its assignee for this number of hours, or until the customer replies.",
      },
      notify: {
        type: "object",
        description: "An internal note that mentions users. They are notified as for any other mention.",
        required: ["to", "text"],
        properties: {
          to: { type: "array", minItems: 1, items: { type: "string" }, examples: [["lead"]] },
          text: TEXT,
        },
        additionalProperties: false,
      },
      survey: {
        type: "string",
        enum: [...SURVEY_ACTIONS],
        description: `\`start\` asks the requester of a resolved ticket for a rating, regardless of the settings; \`none\` adds the tag \`${NO_SURVEY_TAG}\`.`,
      },
    },
    additionalProperties: false,
  },
  read: (value, { zone }) => {
    try {
      return { value: readActions(value, zone) };
    } catch (error) {
      if (error instanceof ValueFault) return { error: error.message };
      throw error;
    }
  },
};
