import { z } from "zod";
import { FORGED_IP, openInlet, source } from "./incoming.ts";
import { type Caller, makeCompany, makeTicket, type TestReply, type World } from "./world.ts";

// biome-ignore lint/suspicious/noExplicitAny: a document as the server sends it
type Json = any;

/** An operation of the server, as its OpenAPI document describes it. */
export interface ApiOperation {
  method: string;
  path: string;
  access: "public" | "credentials-ignored" | "user" | "admin";
  is: Json;
}

/** All operations of a running server, and an object of each kind to call them with. */
export interface Operations {
  document: Json;
  all: readonly ApiOperation[];
  /** IDs by the first word of the path: tickets, companies, … */
  ids: Readonly<Record<string, string>>;
  /** The address of an operation on the existing object, or on the one with this ID. */
  addressOf(operation: ApiOperation, id?: string): string;
  /** An example of an operation's body, with IDs that exist. */
  exampleOf(operation: ApiOperation): Record<string, unknown> | null;
  resolve(each: Json): Json;
  /** What in a value breaks a schema of the document; null if nothing does. */
  faults(schema: Json, value: unknown): string | null;
  /** What in a response was not documented; null if everything was. */
  undeclared(operation: ApiOperation, answer: TestReply): string | null;
}

export const NO_ID = "11111111-1111-4111-8111-111111111111";
// "tickets" for "/api/v1/tickets/{id}/timeline/"
const kindOf = (path: string) => path.split("/{")[0]!.split("/").slice(3).join("/");

export async function readOperations(world: World): Promise<Operations> {
  const ids = await makeOneOfEach(world.admin);
  const inlet = await openInlet(world, "inlet@docket.example");
  ids["incoming-emails"] = (await inlet.receive(source({ Subject: "Who am I?" }), { ip: FORGED_IP })).id;
  // a message that came by email and moved to the ticket
  const movedEmail = await inlet.receive(source({ Subject: "Me, too" }), { ip: FORGED_IP });
  await world.admin.post(`/incoming-emails/${movedEmail.id}/move/`, { ticket: ids.tickets });
  await inlet.take();
  ids.arrivals = movedEmail.id;
  const { body: document } = await world.stranger.get(`${world.base}/api/openapi.json`);
  const all: ApiOperation[] = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Json>).map(([method, is]) => ({
      path,
      method: method.toUpperCase(),
      access: is["x-access"],
      is,
    })),
  );
  const resolve = (each: Json): Json =>
    each?.$ref
      ? resolve(
          each.$ref
            .slice(2)
            .split("/")
            .reduce((at: Json, key: string) => at?.[key], document),
        )
      : each;
  const operations: Operations = {
    document,
    all,
    ids,
    resolve,
    addressOf: ({ path, is }, id = ids[kindOf(path)] ?? NO_ID) => {
      const choices = Object.fromEntries(
        is.parameters
          .map(resolve)
          .map(({ name, schema }: Json) => [name, schema.enum?.[0] ?? ids[PATH_OF_FIELD[name]!] ?? NO_ID]),
      );
      return path.replace("/api/v1", "").replaceAll(/\{(\w+)\}/g, (_, name) => (name === "id" ? id : choices[name]));
    },
    exampleOf: ({ is }) => {
      const example = is.requestBody?.content["application/json"]?.example;
      return example ? { ...example, ...existing(example, ids) } : null;
    },
    faults: (schema, value) => faults(document, schema, value),
    undeclared: (operation, answer) => findUndeclared(operations, operation, answer),
  };
  await makeMissing(world.admin, operations, ids);
  return operations;
}

async function makeOneOfEach(by: Caller): Promise<Record<string, string>> {
  const { company, contact, zone } = await makeCompany(by);
  const ticket = await makeTicket(by, company.id, { contact: contact.id, zone: zone.id, due_date: "2026-01-01" });
  const opening = (await by.post("/opened-tickets/", { filter: { contact: contact.id }, expected: 1 })).body;
  const comment = (await by.post("/ticket-comments/", { ticket: ticket.id, text: "hello" })).body;
  const form = new FormData();
  form.set("ticket", ticket.id);
  form.set("file", new File(["x"], "x.txt"));
  const attachment = (await by.post("/ticket-attachments/", form)).body;
  const reply = (await by.post(`/tickets/${ticket.id}/replies/`, { text: "soon", seen: 1, force: true })).body;
  form.delete("ticket");
  const draftFile = (await by.post("/draft-files/", form)).body;
  const trashedTicket = await makeTicket(by, company.id);
  await by.remove(`/tickets/${trashedTicket.id}/`);
  const user = (await by.post("/users/", { username: `someone-${Math.random()}`, password: "long enough" })).body;
  await by.post(`/users/${user.id}/password_link/`, { send: false });
  const mailbox = (await by.post("/mailboxes/", { name: "Help", address: "help@docket.example" })).body;
  const email = (await by.post(`/mailboxes/${mailbox.id}/test/`, { to: "ann@docket.example" })).body;
  const week = { windows: { mon: [["09:00", "18:00"]] } };
  const calendar = (await by.post("/calendars/", { name: "Office", time_zone: "Asia/Bangkok", ...week })).body;
  const targets = { urgent: { first_response: 60 } };
  const policy = (await by.post("/sla-policies/", { name: "Everyone", clock: "always", targets })).body;
  const note = { trigger: { on: "created" }, actions: { note: "Hello" } };
  const automation = (await by.post("/automations/", { name: "Greet", ...note })).body;
  const input = { name: "what", label: "What happened", kind: "text", choices: [], required: false };
  const template = (await by.post("/ticket-templates/", { name: "Visit", text: "Once a month.", inputs: [input] }))
    .body;
  const skill = (await by.post("/skills/", { name: "Invoices", filters: { category: "billing" } })).body;
  const address = (await by.post("/contact-addresses/", { contact: contact.id, address: "second@harbour.test" })).body;
  const rule = (await by.post("/sender-rules/", { pattern: "offers.reef.example", action: "spam" })).body;
  const article = (await by.post("/kb/articles/", { title: "Green light, but no sound" })).body;
  await by.post(`/kb/articles/${article.id}/publish/`, {});
  const each = { tickets: ticket, companies: company, contacts: contact, zones: zone, users: user };
  const more = {
    "tickets/trash": trashedTicket,
    "opened-tickets": opening,
    "ticket-comments": comment,
    "ticket-attachments": attachment,
    replies: reply,
    mailboxes: mailbox,
    calendars: calendar,
    "sla-policies": policy,
    automations: automation,
    skills: skill,
    "ticket-templates": template,
    "contact-addresses": address,
    "sender-rules": rule,
    "outgoing-emails": email,
    "draft-files": draftFile,
    "kb/articles": article,
  };
  return Object.fromEntries(Object.entries({ ...each, ...more }).map(([kind, { id }]) => [kind, id]));
}

// objects of later kinds are created from their documented example
async function makeMissing(by: Caller, operations: Operations, ids: Record<string, string>): Promise<void> {
  for (const { path } of operations.all) {
    const kind = kindOf(path);
    if (!path.startsWith(`/api/v1/${kind}/{id}/`) || ids[kind]) continue;
    const create = operations.all.find((each) => each.method === "POST" && each.path === `/api/v1/${kind}/`);
    const response = create && (await by.post(`/${kind}/`, operations.exampleOf(create)));
    if (response?.body?.id) ids[kind] = response.body.id;
  }
}

const PATH_OF_FIELD: Record<string, string> = {
  company: "companies",
  template: "ticket-templates",
  contact: "contacts",
  zone: "zones",
  ticket: "tickets",
  reply: "replies",
  user_id: "users",
  assigned_to: "users",
  calendar: "calendars",
  incoming: "arrivals",
};
const existing = (example: object, ids: Record<string, string>) =>
  Object.fromEntries(
    Object.keys(example).flatMap((name) => (PATH_OF_FIELD[name] ? [[name, ids[PATH_OF_FIELD[name]!]]] : [])),
  );

const local = (schema: Json) => JSON.parse(JSON.stringify(schema).replaceAll("#/components/schemas/", "#/$defs/"));

/** The components of a document that a schema refers to, also through others. */
function definitionsOf(document: Json, schema: Json): Record<string, Json> {
  const definitions: Record<string, Json> = {};
  const collect = (from: Json) => {
    for (const [, name] of JSON.stringify(from).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (definitions[name!]) continue;
      definitions[name!] = document.components.schemas[name!];
      collect(definitions[name!]);
    }
  };
  collect(schema);
  return definitions;
}

// thousands of responses share a few schemas
const readers = new WeakMap<Json, z.ZodType>();

function readerOf(document: Json, schema: Json): z.ZodType {
  const existing = readers.get(schema);
  if (existing) return existing;
  const reader = z.fromJSONSchema(local({ ...schema, $defs: definitionsOf(document, schema) }));
  readers.set(schema, reader);
  return reader;
}

function faults(document: Json, schema: Json, value: unknown): string | null {
  const { error } = readerOf(document, schema).safeParse(value);
  return error ? z.prettifyError(error) : null;
}

function findUndeclared({ resolve, document }: Operations, { is }: ApiOperation, { status, body, headers }: TestReply) {
  const response = resolve(is.responses[status]);
  if (!response) return `${status} is not declared: ${JSON.stringify(body)}`;
  if (!response.content) return body === "" ? null : "there is a body";
  const type = headers.get("content-type")?.split(";")[0] ?? "";
  const content = response.content[type];
  return content ? faults(document, content.schema, body) : `the type ${type} is not declared`;
}
