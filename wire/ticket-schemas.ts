import { z } from "zod";
import { choice, type Field, instant, reference, text } from "./fields.ts";
import {
  type FieldDescription,
  type FieldValue,
  type FieldValues,
  mapFields,
  type TICKET_FIELDS,
  type TicketFieldName,
} from "./ticket-fields.ts";

// How each kind of field is read from a request and described in a response.

type FieldDescriptions = typeof TICKET_FIELDS;
type FieldsWhere<Condition> = {
  [Name in TicketFieldName as FieldDescriptions[Name] extends Condition ? Name : never]: Field<
    FieldValue<FieldDescriptions[Name]>
  >;
};

interface Notes {
  description?: string;
  example?: string;
}

// not in the fields' descriptions, because the web app loads those
const NOTES: Partial<Record<TicketFieldName, Notes>> = {
  subject: { example: "Zone offline in Bangkok office" },
  description: {
    description: "Plain text or HTML.",
    example: "<p>The zone has been offline for two hours.</p>",
  },
  company: {
    description:
      "Required unless you send a contact; then it is the contact's company. Once set, it cannot become null again.",
  },
  contact: { description: "A contact of the ticket's company, or a contact without one." },
  zone: { description: "A zone of the ticket's company." },
  due_date: {
    description: "Any ISO 8601 time. A time without a zone is in `TZ_NAME`; a date alone is the end of that day.",
    example: "2026-11-20T17:00:00Z",
  },
  tags: { example: "vip, hotel" },
};

/** The allowed words of a choice. The empty one comes first. */
export const allowedWords = ({ choices = [], isOptional }: FieldDescription): readonly string[] =>
  isOptional ? ["", ...choices] : choices;

const READERS: Record<FieldDescription["kind"], (field: FieldDescription, notes?: Notes) => Field<unknown>> = {
  text: ({ max, isRequired = false, initial }, notes) =>
    text({ max, blank: !isRequired, required: isRequired, ...(initial && { fallback: initial }), ...notes }),
  choice: (field, notes) => choice(allowedWords(field), { required: false, description: notes?.description }),
  instant: ({ isDayEnd }, notes) => instant({ isDayEnd, ...notes }),
  reference: (_, notes) => reference({ nullable: true, description: notes?.description }),
  tags: ({ max }, notes) => text({ max, blank: true, required: false, ...notes }),
};

const SHAPES: Record<FieldDescription["kind"], (field: FieldDescription) => z.ZodType> = {
  text: () => z.string(),
  choice: (field) => z.enum(allowedWords(field)),
  instant: () => z.iso.datetime().nullable(),
  reference: () => z.uuid().nullable(),
  tags: () => z.string(),
};

/** The fields of a ticket that a client can write. */
export const ticketFields = mapFields((field, name) => READERS[field.kind](field, NOTES[name])) as FieldsWhere<object>;

/** The fields that a bulk change can set. */
export const bulkTicketFields = mapFields(
  (field) => READERS[field.kind](field),
  ({ isBulk = false }) => isBulk,
) as FieldsWhere<{ isBulk: true }>;

/** The same fields in a response. */
export const ticketShapes = mapFields((field) => SHAPES[field.kind](field)) as unknown as {
  [Name in TicketFieldName]: z.ZodType<FieldValues[Name]>;
};
