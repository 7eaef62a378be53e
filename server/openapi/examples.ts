import type { Schema } from "./schemas.ts";

const JWT =
  "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ0b2tlbl90eXBlIjoiYWNjZXNzIn0.QyaiAsc_MSh9IqeQTpTvqKVJVBfsJlSZBzNlm-t4EMI";

/** An example for each field by its name. */
const VALUES: Record<string, string | number | boolean> = {
  message: "Done.",
  username: "ann",
  first_name: "Ann",
  last_name: "Sutherland",
  full_name: "Ann Sutherland",
  email: "ann@docket.example",
  phone: "+66 38 123 456",
  department: "Support",
  company_name: "Harbour Hotel",
  contact_name: "Ploy Srisai",
  from_name: "Ploy Srisai",
  zone_name: "Lobby",
  zone_platform: "soundtrack",
  calendar_name: "Bangkok office",
  category_name: "Sound and players",
  device_name: "Player 1",
  macro_name: "Restart the player",
  policy_name: "Hotels",
  template_name: "Player offline",
  author_role: "Tech",
  subject: "Zone offline in Bangkok office",
  source_subject: "Zone offline in Bangkok office",
  description: "The zone has been offline for two hours.",
  excerpt: "The zone has been offline for two hours.",
  text: "Restarted the player; please confirm that the music is back.",
  name: "Harbour Hotel",
  country: "Thailand",
  city: "Pattaya",
  billing_entity: "BMAsia Limited",
  address: "ploy@harbour.example",
  tags: "vip, hotel",
  permissions: "view_tickets",
  refresh: JWT,
  token: JWT,
  ticket_number: "T-20261120-0001",
  number: "T-20261120-0001",
  source_number: "T-20261120-0001",
  target_number: "T-20261119-0004",
  html: "<p>Check the amplifier.</p>",
  slug: "green-light-but-no-sound",
  language: "en",
  languages: "en",
  teams: "Tech",
  time_zone: "Asia/Bangkok",
  folder: "Sound/Players",
  label: "Minutes without power",
  choices: "5",
  blanks: "contact.first_name",
  checklist: "Ask for the light of the player",
  rrule: "FREQ=WEEKLY;BYDAY=MO",
  ordering: "-updated_at",
  columns: "subject",
  inbox_columns: "subject",
  dashboard_reports: "summary",
  start_view: "my_open",
  words: "volume schedule",
  spf: "pass",
  dkim: "pass",
  dmarc: "pass",
  domain: "harbour.example",
  message_id: "<4f2a1@harbour.example>",
  smtp_host: "smtp.docket.example",
  imap_host: "imap.docket.example",
  smtp_port: 587,
  imap_port: 993,
  device_display_name: "Player 1",
  legal_entity_name: "Harbour Hotel Co., Ltd.",
  first_response_at: "2026-11-20T18:00:00Z",
  first_response_time_hours: 1,
  due_at: "2026-11-20T17:00:00Z",
  sla_due_at: "2026-11-20T17:00:00Z",
  left_seconds: -3600,
  sla_left_seconds: -3600,
  target_seconds: 1800,
  counted_seconds: 5400,
  seconds: 5400,
  first_response: 30,
  next_response: 60,
  resolution: 480,
  policy_version: 1,
  size: 48_213,
  total: 12,
  done: 12,
  changed: 10,
  is_active: true,
  is_enabled: true,
};

/** Words of a choice that fit the other values better than its first one. */
const CHOICES: Record<string, string> = { status: "assigned", role: "Tech", team: "Tech", assigned_team: "Tech" };

/** Examples of `name`, by another field of the same object; the first one counts. */
const NAMES = [
  ["industry", "Harbour Hotel"],
  ["size", "plan.png"],
  ["file", "plan.png"],
  ["trigger", "Billing emails to Finance"],
  ["rule", "Billing emails to Finance"],
  ["smtp_host", "Harbour Support"],
  ["user", "Ann Sutherland"],
  ["has_email", "Ann Sutherland"],
  ["choices", "minutes"],
  ["rrule", "Monthly check"],
  ["reports", "Monday figures"],
  ["checklist", "Player offline"],
  ["inputs", "Restart the player"],
  ["article_count", "Sound and players"],
  ["columns", "Hotels, urgent"],
  ["policy", "Hotels"],
  ["soundtrack_zone_id", "Lobby"],
  ["email", "Ploy Srisai"],
  ["address", "Ploy Srisai"],
  ["deleted_at", "Ploy Srisai"],
] as const;

const FORMATS: Record<string, string> = {
  uuid: "8d116ece-1738-47d9-bd9c-172411e20b8f",
  "date-time": "2026-11-20T17:00:00Z",
  date: "2026-11-20",
  email: "ploy@harbour.example",
  uri: "https://desk.example.com/media/tickets/attachments/2026/11/plan_1f0c2a.png?expires=1795000000&signature=ab",
  jwt: JWT,
};

/** An example of a value of this schema, for the documentation. */
export function exampleOf(schema: Schema, components: Record<string, Schema>, name = ""): unknown {
  if (typeof schema.$ref === "string") return exampleOf(components[schema.$ref.split("/").at(-1)!]!, components, name);
  const [example] = (schema.examples as unknown[]) ?? [];
  if (example !== undefined) return example;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) {
    const words = schema.enum as unknown[];
    return words.find((word) => word === CHOICES[name]) ?? words[0];
  }
  const kinds = (schema.anyOf ?? schema.oneOf) as Schema[] | undefined;
  if (kinds?.some(({ type }) => type === "null") && isOftenNull(kinds[0]!, name)) return null;
  if (kinds) return exampleOf(kinds[0]!, components, name);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (Array.isArray(schema.type) && schema.type.includes("null") && isOftenNull(schema, name)) return null;
  if (type === "object") return objectOf(schema, components);
  if (type === "array") return arrayOf(schema, components, name);
  if (type === "integer" || type === "number")
    return byName(name, "number") ?? schema.default ?? Math.max(1, Number(schema.minimum ?? 1));
  if (type === "boolean") return byName(name, "boolean") ?? schema.default ?? false;
  if (type === "string") return byName(name, "string") ?? FORMATS[String(schema.format)] ?? schema.default ?? "";
  return null;
}

// a time, number or text that is often null is null, unless a value is known that fits the others
function isOftenNull({ type, format, properties, $ref, enum: words, examples }: Schema, name: string): boolean {
  if (properties || $ref || words || examples || type === "array" || type === "object") return false;
  if (name in VALUES || name.endsWith("_name")) return false;
  return format === undefined || format === "date-time" || format === "date" || name.endsWith("_contact");
}

function byName(name: string, type: "string" | "number" | "boolean"): string | number | boolean | undefined {
  const value = VALUES[name] ?? (name.endsWith("_name") ? "Ann Sutherland" : undefined);
  return typeof value === type ? value : undefined;
}

function objectOf({ properties, additionalProperties }: Schema, components: Record<string, Schema>): unknown {
  if (!properties && additionalProperties && typeof additionalProperties === "object") return {};
  const fields = (properties ?? {}) as Record<string, Schema>;
  const values = Object.entries(fields).map(([name, each]) => [name, exampleOf(each, components, name)]);
  const [, nameHere] = NAMES.find(([sibling]) => sibling in fields) ?? [];
  const isOwn = nameHere !== undefined && "name" in fields && !fields.name!.examples;
  return Object.fromEntries([...values, ...(isOwn ? [["name", nameHere]] : [])]);
}

function arrayOf({ items, prefixItems }: Schema, components: Record<string, Schema>, name: string): unknown[] {
  if (prefixItems) return (prefixItems as Schema[]).map((each) => exampleOf(each, components, name));
  return [exampleOf(items as Schema, components, name)];
}

/** The fields of a body that a reader needs: required ones, and those with an example. */
export function requestExampleOf(schema: Schema, components: Record<string, Schema>): unknown {
  const whole = typeof schema.$ref === "string" ? components[schema.$ref.split("/").at(-1)!]! : schema;
  const properties = (whole.properties ?? {}) as Record<string, Schema>;
  const requiredNames = new Set((whole.required as string[]) ?? []);
  const fields = Object.entries(properties).filter(([name, each]) => requiredNames.has(name) || each.examples);
  const some = fields.length > 0 ? fields : Object.entries(properties).slice(0, 1);
  return Object.fromEntries(some.map(([name, each]) => [name, exampleOf(each, components, name)]));
}
