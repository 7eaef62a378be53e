import type { Schema } from "./schemas.ts";

const WORDS: Record<string, string> = {
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
  zone_name: "Lobby",
  zone_platform: "soundtrack",
  assigned_to_name: "Ann Sutherland",
  created_by_name: "Ann Sutherland",
  author_name: "Ann Sutherland",
  author_role: "Tech",
  uploaded_by_name: "Ann Sutherland",
  actor_name: "Ann Sutherland",
  subject: "Zone offline in Bangkok office",
  description: "The zone has been offline for two hours.",
  text: "Restarted the player; please confirm that the music is back.",
  name: "Harbour Hotel",
  country: "Thailand",
  city: "Pattaya",
  billing_entity: "BMAsia Limited",
  tags: "vip, hotel",
  permissions: "view_tickets",
};

const FORMATS: Record<string, string> = {
  uuid: "8d116ece-1738-47d9-bd9c-172411e20b8f",
  "date-time": "2026-11-20T17:00:00Z",
  date: "2026-11-20",
  email: "ploy@harbour.example",
  uri: "https://desk.example.com/media/tickets/attachments/2026/11/plan_1f0c2a.png?expires=1795000000&signature=ab",
  jwt: "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ0b2tlbl90eXBlIjoiYWNjZXNzIn0.QyaiAsc_MSh9IqeQTpTvqKVJVBfsJlSZBzNlm-t4EMI",
};

/** An example of a value of this schema, for the documentation. */
export function exampleOf(schema: Schema, components: Record<string, Schema>, name = ""): unknown {
  if (typeof schema.$ref === "string") return exampleOf(components[schema.$ref.split("/").at(-1)!]!, components, name);
  const [example] = (schema.examples as unknown[]) ?? [];
  if (example !== undefined) return example;
  if (schema.const !== undefined) return schema.const;
  const [first] = (schema.anyOf ?? schema.oneOf ?? schema.enum ?? []) as unknown[];
  if (first !== undefined) return schema.enum ? first : exampleOf(first as Schema, components, name);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === "object") return objectOf(schema, components);
  if (type === "array") return arrayOf(schema, components, name);
  if (type === "boolean") return schema.default ?? false;
  if (type === "integer" || type === "number") return schema.default ?? Math.max(1, Number(schema.minimum ?? 1));
  if (type === "string") return WORDS[name] ?? FORMATS[String(schema.format)] ?? schema.default ?? "";
  return null;
}

function objectOf({ properties, additionalProperties }: Schema, components: Record<string, Schema>): unknown {
  if (!properties && additionalProperties && typeof additionalProperties === "object") return {};
  return Object.fromEntries(
    Object.entries((properties ?? {}) as Record<string, Schema>).map(([name, each]) => [
      name,
      exampleOf(each, components, name),
    ]),
  );
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
