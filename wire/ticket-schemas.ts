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

// How each kind of field is read from a request, and what it looks like in a response.

type Described = typeof TICKET_FIELDS;
type FieldsWhere<Condition> = {
  [Name in TicketFieldName as Described[Name] extends Condition ? Name : never]: Field<FieldValue<Described[Name]>>;
};

/** The words of a choice, the empty one first. */
export const wordsOf = ({ choices = [], isOptional }: FieldDescription): readonly string[] =>
  isOptional ? ["", ...choices] : choices;

const READERS: Record<FieldDescription["kind"], (field: FieldDescription) => Field<unknown>> = {
  text: ({ max, isRequired = false, initial, description, example }) =>
    text({
      max,
      blank: !isRequired,
      required: isRequired,
      description,
      example,
      ...(initial && { fallback: initial }),
    }),
  choice: (field) => choice(wordsOf(field), { required: false, description: field.description }),
  instant: ({ isDayEnd, description, example }) => instant({ isDayEnd, description, example }),
  reference: ({ description }) => reference({ nullable: true, description }),
  tags: ({ max, description, example }) => text({ max, blank: true, required: false, description, example }),
};

const SHAPES: Record<FieldDescription["kind"], (field: FieldDescription) => z.ZodType> = {
  text: () => z.string(),
  choice: (field) => z.enum(wordsOf(field)),
  instant: () => z.iso.datetime().nullable(),
  reference: () => z.uuid().nullable(),
  tags: () => z.string(),
};

const readerOf = (field: FieldDescription) => READERS[field.kind](field);

/** What a client may write of a ticket. */
export const ticketFields = mapFields(readerOf) as FieldsWhere<object>;

/** The fields that a bulk change may set. */
export const bulkTicketFields = mapFields(
  ({ description: _, example: __, ...field }) => readerOf(field),
  ({ isBulk = false }) => isBulk,
) as FieldsWhere<{ isBulk: true }>;

/** The same fields in a response. */
export const ticketShapes = mapFields((field) => SHAPES[field.kind](field)) as unknown as {
  [Name in TicketFieldName]: z.ZodType<FieldValues[Name]>;
};
