import { may, type Permission, type Permitted } from "./permissions.ts";
import { CATEGORIES, PRIORITIES, STATUSES, TEAMS } from "./ticket-words.ts";

/** The table that a reference names a row of. */
export type ReferencedTable = "companies" | "contacts" | "zones" | "users";

/**
 * A field of a ticket that people may set. Validation, SQL, filters, sorting, bulk changes, the table, the panel, the timeline,
 * the printed ticket and the import follow from its description. Without a schema library, so that the web app has it, too.
 */
export interface FieldDescription {
  kind: "text" | "choice" | "instant" | "reference" | "tags";
  /** The words that a choice may have. */
  choices?: readonly string[];
  /** Whether a choice may be empty (""). */
  isOptional?: boolean;
  /** PostgreSQL's type of a choice that is not text. */
  enumType?: "ticket_status" | "ticket_priority";
  table?: ReferencedTable;
  /** Characters that a text may have. */
  max?: number;
  /** Whether a new ticket must have it. */
  isRequired?: boolean;
  /** The value of a new ticket that does not set it; empty if left out. */
  initial?: string;
  /** Whether a date alone means the end of that day. */
  isDayEnd?: boolean;
  /** The permission to set it; anyone who may change a ticket may set a field without one. */
  permission?: Permission;
  /** The inbox's filter: `<name>`, or `<name>_after` and `<name>_before` for an instant. */
  filter?: string;
  /**
   * How `GET /tickets/` filters by it, under the field's own name; `exact`: one of its choices or an ID that exists;
   * `any`: any word.
   */
  listFilter?: "exact" | "any";
  /** Whether the inbox can be sorted by it, and the direction that people want first. */
  ordering?: "" | "-";
  /** Whether a bulk change can set it. */
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
    ordering: "",
    isBulk: true,
  },
  tags: { kind: "tags", max: 500, filter: "tags" },
});

export type TicketFieldName = keyof typeof TICKET_FIELDS;
type Described = typeof TICKET_FIELDS;

/** The values of a field in TypeScript. */
export type FieldValue<D> = D extends { kind: "choice"; choices: readonly (infer Word)[] }
  ? Word | (D extends { isOptional: true } ? "" : never)
  : D extends { kind: "reference" | "instant" }
    ? string | null
    : string;
/** The names of the inbox's filters by fields of a kind. */
export type FilterOf<Kind extends FieldDescription["kind"]> = {
  [Name in TicketFieldName]: Described[Name] extends { kind: Kind; filter: infer Filter extends string }
    ? Filter
    : never;
}[TicketFieldName];
/** The names of the fields that have this in their description. */
export type FieldsLike<Like> = {
  [Name in TicketFieldName]: Described[Name] extends Like ? Name : never;
}[TicketFieldName];
export type FieldValues = { [Name in TicketFieldName]: FieldValue<Described[Name]> };

export type FieldEntry = [TicketFieldName, FieldDescription];

/** Every field with its description, for code that treats all fields alike. */
export const fieldEntries = () => Object.entries(TICKET_FIELDS) as FieldEntry[];

/** Makes something of each field that `isWanted` takes, by its name. */
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
export const maySetFields = (user: Permitted, names: readonly string[]): boolean =>
  fieldEntries().every(([name, { permission }]) => !permission || !names.includes(name) || may(user, permission));
