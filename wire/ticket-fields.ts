import { may, type Permission, type WithPermissions } from "./permissions.ts";
import { CATEGORIES, PRIORITIES, STATUSES, TEAMS } from "./ticket-words.ts";

/** The table of the row that a reference identifies. */
export type ReferencedTable = "companies" | "contacts" | "zones" | "users";

/**
 * Describes a field of a ticket that people can set. Validation, SQL, filters, sorting, bulk changes, the table, the
 * panel, the timeline, the printed ticket and the import follow from it. It needs no schema library, so that the web
 * app uses it, too.
 */
export interface FieldDescription {
  kind: "text" | "choice" | "instant" | "reference" | "tags";
  /** The allowed words of a choice. */
  choices?: readonly string[];
  /** Whether a choice can be empty (""). */
  isOptional?: boolean;
  /** PostgreSQL's type of the column; text if omitted. */
  enumType?: "ticket_status" | "ticket_priority";
  table?: ReferencedTable;
  /** The maximum number of characters of a text. */
  max?: number;
  /** Whether a new ticket must have it. */
  isRequired?: boolean;
  /** The default for a new ticket; empty if omitted. */
  initial?: string;
  /** Whether a date alone means the end of that day. */
  isDayEnd?: boolean;
  /** The permission to set it. If omitted, everyone who may change the ticket may set it. */
  permission?: Permission;
  /** The name of the inbox's filter. An instant has `<name>_after` and `<name>_before`; a text has to match as a whole. */
  filter?: string;
  /**
   * How `GET /tickets/` filters by the field's name. `exact`: the value must be one of the choices, or an ID that
   * exists; `any`: any value.
   */
  listFilter?: "exact" | "any";
  /** Whether `GET /tickets/` can be sorted by it. */
  isListOrdering?: boolean;
  /** Present if the inbox can be sorted by it. The value is the direction of the first click. */
  ordering?: "" | "-";
  /** Whether bulk changes can set it. */
  isBulk?: boolean;
}

const describe = <const T extends Record<string, FieldDescription>>(fields: T) => fields;

/** Every field, in the order in which errors are reported. */
export const TICKET_FIELDS = describe({
  subject: { kind: "text", max: 200, isRequired: true, ordering: "" },
  description: {
    kind: "text",
    isRequired: true,
  },
  status: {
    kind: "choice",
    choices: STATUSES,
    enumType: "ticket_status",
    initial: "new",
    filter: "status",
    listFilter: "exact",
    isListOrdering: true,
    ordering: "",
    isBulk: true,
  },
  priority: {
    kind: "choice",
    choices: PRIORITIES,
    enumType: "ticket_priority",
    initial: "medium",
    filter: "priority",
    listFilter: "exact",
    isListOrdering: true,
    ordering: "-",
    isBulk: true,
  },
  category: {
    kind: "choice",
    choices: CATEGORIES,
    initial: "general",
    filter: "category",
    listFilter: "exact",
    isBulk: true,
  },
  company: {
    kind: "reference",
    table: "companies",
    filter: "company",
    listFilter: "exact",
  },
  contact: {
    kind: "reference",
    table: "contacts",
    filter: "contact",
    listFilter: "exact",
  },
  zone: {
    kind: "reference",
    table: "zones",
    filter: "zone",
    listFilter: "exact",
  },
  assigned_to: {
    kind: "reference",
    table: "users",
    permission: "ticket.assign",
    filter: "assigned_to",
    listFilter: "exact",
    isBulk: true,
  },
  assigned_team: {
    kind: "choice",
    choices: TEAMS,
    isOptional: true,
    permission: "ticket.assign",
    filter: "team",
    listFilter: "any",
    isBulk: true,
  },
  due_date: {
    kind: "instant",
    isDayEnd: true,
    filter: "due",
    isListOrdering: true,
    ordering: "",
    isBulk: true,
  },
  tags: { kind: "tags", max: 500, filter: "tags" },
});

export type TicketFieldName = keyof typeof TICKET_FIELDS;
type FieldDescriptions = typeof TICKET_FIELDS;

/** The type of a field's value. */
export type FieldValue<D> = D extends { kind: "choice"; choices: readonly (infer Word)[] }
  ? Word | (D extends { isOptional: true } ? "" : never)
  : D extends { kind: "reference" | "instant" }
    ? string | null
    : string;
/** Names of the inbox's filters for fields of one kind. */
export type FilterOf<Kind extends FieldDescription["kind"]> = {
  [Name in TicketFieldName]: FieldDescriptions[Name] extends { kind: Kind; filter: infer Filter extends string }
    ? Filter
    : never;
}[TicketFieldName];
/** Names of the fields whose description has these properties. */
export type FieldsLike<Like> = {
  [Name in TicketFieldName]: FieldDescriptions[Name] extends Like ? Name : never;
}[TicketFieldName];
export type FieldValues = { [Name in TicketFieldName]: FieldValue<FieldDescriptions[Name]> };

export type FieldEntry = [TicketFieldName, FieldDescription];

/** All fields with their descriptions, for code that treats every field alike. */
export const fieldEntries = () => Object.entries(TICKET_FIELDS) as FieldEntry[];

/** Builds an object with one value for each field that `isWanted` accepts. */
export const mapFields = <T>(
  make: (description: FieldDescription, name: TicketFieldName) => T,
  isWanted: (description: FieldDescription) => boolean = () => true,
) =>
  Object.fromEntries(
    fieldEntries().flatMap(([name, each]) => (isWanted(each) ? [[name, make(each, name)]] : [])),
  ) as Record<TicketFieldName, T>;

export const fieldsWith = (isWanted: (description: FieldDescription) => boolean): TicketFieldName[] =>
  fieldEntries().flatMap(([name, each]) => (isWanted(each) ? [name] : []));

/** Whether a user who may change a ticket may set all of these fields. */
export const maySetFields = (user: WithPermissions, names: readonly string[]): boolean =>
  fieldEntries().every(([name, { permission }]) => !permission || !names.includes(name) || may(user, permission));
