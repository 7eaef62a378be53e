import { type FieldDescription, mapFields } from "../../wire/ticket-fields.ts";
import { allowedWords } from "../../wire/ticket-schemas.ts";
import { ROLES } from "../../wire/users.ts";

export type ColumnKind = "text" | "time" | "id" | "flag" | "count" | "choice";

/** How a column gets its value from the field of the same name. */
export interface ImportColumn {
  kind: ColumnKind;
  /** The value if the dump has none; undefined if the row then cannot be imported. */
  fallback?: string | number | boolean | null;
  longest?: number;
  choices?: readonly string[];
  /** Whether an invalid choice becomes the fallback and is listed. */
  isLenient?: boolean;
}

export interface ForeignKey {
  column: string;
  table: string;
  isRequired?: boolean;
}

/**
 * A kind of row in the dump, and the table that takes it. New columns are added at the end only, because `imported_rows.hashes`
 * is in their order.
 */
export interface Model {
  table: string;
  columns: Record<string, ImportColumn>;
  relations: ForeignKey[];
  /** Columns that the import computes, because the dump does not have them. */
  computed?: string[];
  /** Columns that later imports do not change. */
  fixed?: string[];
  /** The name that people know a row by, as an expression over the staged row `s`. */
  label: string;
  /** The column that says which channel a row came by. */
  way?: "via" | "origin";
  /** What must be unique: an expression over the row `r`, its column, and the message for the second row. */
  unique?: { key: string; column: string; where?: string; cause: string; hasTwins?: boolean };
}

const text = (fallback: string | null = "", longest?: number): ImportColumn => ({ kind: "text", fallback, longest });
const name = (longest: number): ImportColumn => ({ kind: "text", longest });
const time = (fallback: string | null = null): ImportColumn => ({ kind: "time", fallback });
const flag = (fallback: boolean): ImportColumn => ({ kind: "flag", fallback });
const count = (fallback: number): ImportColumn => ({ kind: "count", fallback });
const choice = (choices: readonly string[], fallback?: string): ImportColumn => ({ kind: "choice", choices, fallback });
const owner: ImportColumn = { kind: "id" };
const link: ImportColumn = { kind: "id", fallback: null };
const timestamps = { created_at: time("now"), updated_at: time("now") };
const all = (column: ImportColumn, names: string): Record<string, ImportColumn> =>
  Object.fromEntries(names.split(" ").map((each) => [each, column]));

const user: Model = {
  table: "users",
  columns: {
    username: name(150),
    password: text("!"),
    ...all(text(), "email first_name last_name phone department"),
    ...all(text(null), "smtp_email avatar_url"),
    // all roles but Admin have the same permissions
    role: { ...choice(ROLES, "Sales"), isLenient: true },
    is_active: flag(true),
    last_login: time(),
    date_joined: time("now"),
  },
  label: "s.username",
  computed: ["twin"],
  relations: [],
  unique: {
    key: "lower(normalize(r.username, nfkc))",
    column: "username",
    cause: "another user has this username",
    hasTwins: true,
  },
};

const company: Model = {
  table: "companies",
  columns: {
    name: name(255),
    ...all(text(), "country city state postal_code address_line1 address_line2 industry website phone email"),
    ...all(text(), "billing_entity legal_entity_name tax_id branch current_plan notes it_notes"),
    ...all(count(1), "location_count music_zone_count"),
    is_active: flag(true),
    ...timestamps,
  },
  label: "s.name",
  relations: [],
  unique: { key: "r.name", column: "name", where: "r.deleted_at is null", cause: "another company has this name" },
};

const contact: Model = {
  table: "contacts",
  columns: {
    company: owner,
    name: name(100),
    ...all(text(), "email phone mobile title department linkedin_url notes"),
    contact_type: text("General"),
    preferred_contact_method: text("Email"),
    is_primary: flag(false),
    is_active: flag(true),
    last_contacted: time(),
    ...all(
      flag(true),
      "receives_notifications receives_renewal_emails receives_seasonal_emails receives_payment_emails",
    ),
    ...all(
      flag(true),
      "receives_quarterly_emails receives_quote_emails receives_contract_emails receives_invoice_emails",
    ),
    receives_soundtrack_alerts: flag(false),
    ...timestamps,
  },
  label: "s.name",
  computed: ["twin"],
  relations: [{ column: "company", table: "companies", isRequired: true }],
  unique: {
    key: "(r.company, lower(r.email))",
    column: "email",
    where: "r.email <> ''",
    cause: "another contact of this company has this email address",
    hasTwins: true,
  },
};

const zone: Model = {
  table: "zones",
  columns: {
    company: owner,
    name: name(255),
    platform: choice(["soundtrack", "beatbreeze"], "soundtrack"),
    status: text("pending"),
    device: link,
    ...all(text(), "device_name soundtrack_zone_id soundtrack_admin_email notes"),
    ...all(time(), "last_seen_online last_api_sync orphaned_at"),
    is_orphaned: flag(false),
    ...timestamps,
  },
  label: "s.name",
  relations: [{ column: "company", table: "companies", isRequired: true }],
};

function columnOf(field: FieldDescription): ImportColumn {
  const { kind, initial = "", isRequired, max } = field;
  if (kind === "choice") return choice(allowedWords(field), initial);
  if (kind === "instant") return time();
  if (kind === "reference") return link;
  return text(isRequired && max ? undefined : initial, max);
}
// fields in this order; any other field comes last
const {
  subject,
  description,
  status,
  priority,
  category,
  company: _,
  contact: contactLink,
  zone: zoneLink,
  assigned_to,
  assigned_team,
  due_date,
  tags,
  ...otherFields
} = mapFields(columnOf);

const ticket: Model = {
  table: "tickets",
  way: "via",
  columns: {
    ticket_number: name(50),
    subject,
    description,
    status,
    priority,
    category,
    company: owner,
    contact: contactLink,
    zone: zoneLink,
    assigned_to,
    created_by: link,
    assigned_team,
    ...all(time(), "first_response_at resolved_at closed_at"),
    due_date,
    tags,
    ...timestamps,
    ...otherFields,
  },
  label: "s.ticket_number",
  fixed: ["ticket_number"],
  relations: [
    { column: "company", table: "companies", isRequired: true },
    { column: "contact", table: "contacts" },
    { column: "zone", table: "zones" },
    { column: "assigned_to", table: "users" },
    { column: "created_by", table: "users" },
  ],
  unique: { key: "r.ticket_number", column: "ticket_number", cause: "another ticket has this number" },
};

const TICKET_NUMBER = `coalesce((select t.ticket_number from tickets t where t.id = s.ticket),
  (select t.ticket_number from staged_tickets t where t.id = s.ticket limit 1), s.id::text)`;

const comment: Model = {
  table: "comments",
  way: "via",
  columns: { ticket: owner, author: link, text: text(), is_internal: flag(false), ...timestamps },
  label: TICKET_NUMBER,
  relations: [
    { column: "ticket", table: "tickets", isRequired: true },
    { column: "author", table: "users" },
  ],
};

const attachment: Model = {
  table: "attachments",
  way: "origin",
  columns: {
    ticket: owner,
    file: name(1000),
    name: name(200),
    size: count(0),
    uploaded_by: link,
    created_at: time("now"),
  },
  computed: ["sha256"],
  fixed: ["file", "size"],
  label: TICKET_NUMBER,
  relations: [
    { column: "ticket", table: "tickets", isRequired: true },
    { column: "uploaded_by", table: "users" },
  ],
  unique: { key: "r.file", column: "file", cause: "another attachment has this file" },
};

/** Every model that is imported, by its name without the app's; a row comes after those that it refers to. */
export const MODELS = { user, company, contact, zone, ticket, ticketcomment: comment, ticketattachment: attachment };
export type ModelName = keyof typeof MODELS;
export const MODEL_NAMES = Object.keys(MODELS) as ModelName[];
