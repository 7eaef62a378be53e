import type { Values } from "../../wire/fields.ts";
import { type FieldErrors, failed, forbidden, invalid, noSuch, stale } from "../../wire/problems.ts";
import type { Category, Team } from "../../wire/ticket-shapes.ts";
import type { ticketFields } from "../../wire/tickets.ts";
import { changed, recordFrom } from "../events/events.ts";
import { type Db, query, transact } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";
import { endTimes, teamOf, teamOfColumn } from "./rules.ts";
import { type BuiltTicket, ticketJson } from "./ticket-json.ts";

export type TicketValues = Partial<Values<typeof ticketFields>>;
export interface Versioned {
  id: string;
  version: number;
}

const RELATED = { company: "companies", contact: "contacts", zone: "zones", assigned_to: "users" } as const;
const CHANGES = [
  "subject",
  "status",
  "priority",
  "category",
  "company",
  "contact",
  "zone",
  "assigned_to",
  "assigned_team",
  "due_date",
  "tags",
];
const exists = (table: string, id: string, company?: string) =>
  `(${id}::uuid is null or exists (select 1 from ${table} where id = ${id}::uuid${company ? ` and company = ${company}` : ""}))`;

/** Makes a ticket; its number comes from the day's sequence, its team from the category where none is given. */
export async function createTicket(db: Db, actor: Actor, values: TicketValues, zoneName: string): Promise<BuiltTicket> {
  const sql = parameters();
  const category = (values.category ?? "general") as Category;
  const given = {
    subject: sql.add(values.subject),
    description: sql.add(values.description),
    status: `${sql.add(values.status ?? "new")}::ticket_status`,
    priority: `${sql.add(values.priority ?? "medium")}::ticket_priority`,
    category: sql.add(category),
    contact: `${sql.add(values.contact ?? null)}::uuid`,
    zone: `${sql.add(values.zone ?? null)}::uuid`,
    assigned_to: `${sql.add(values.assigned_to ?? null)}::uuid`,
    assigned_team: sql.add(values.assigned_team || teamOf(category)),
    created_by: `${sql.add(actor.id)}::uuid`,
    due_date: `${sql.add(values.due_date ?? null)}::timestamptz`,
    tags: sql.add(values.tags ?? ""),
    ...(values.status === "resolved" || values.status === "closed" ? endTimes(`'${values.status}'`) : {}),
  };
  const text = `with c as (select id from companies where id = ${sql.add(values.company)} and deleted_at is null for share),
    made as (
      insert into tickets (company, ticket_number, ${Object.keys(given).join(", ")})
      select c.id, next_ticket_number(${sql.add(zoneName)}), ${Object.values(given).join(", ")}
      from c where ${exists("contacts", given.contact, "c.id")} and ${exists("zones", given.zone, "c.id")} and ${exists("users", given.assigned_to)}
      returning *),
    said as (${recordFrom("ticket.created", "made", { actor: "made.created_by", ticket: "made.id" })})
    ${ticketJson("made t")}`;
  const [built] = await query<BuiltTicket>(db, text, sql.values);
  if (!built) throw invalid(await referenceErrors(db, values, values.company ?? null));
  return built;
}

/** What is wrong with the ids of a ticket: those that do not exist, and a contact or zone of another company. */
export async function referenceErrors(db: Db, values: TicketValues, company: string | null): Promise<FieldErrors> {
  const errors: FieldErrors = {};
  for (const [name, table] of Object.entries(RELATED) as [keyof typeof RELATED, string][]) {
    const id = values[name];
    if (!id) continue;
    const columns = name === "contact" || name === "zone" ? "company" : name === "company" ? "deleted_at" : "id";
    const [row] = await query<{ company?: string; deleted_at?: string | null }>(
      db,
      // a company that is being deleted takes its tickets along: of those that come to it meanwhile it would not know
      `select ${columns} from ${table} where id = $1 ${name === "company" ? "for share" : ""}`,
      [id],
    );
    if (!row || row.deleted_at) errors[name] = [`Invalid pk "${id}" - object does not exist.`];
    else if (row.company && company && row.company !== company)
      errors[name] = [`This ${name} belongs to another company.`];
  }
  return errors;
}

interface Row {
  id: string;
  version: number;
  company: string;
  category: Category;
  assigned_team: Team;
  contact: string | null;
  zone: string | null;
  assigned_to: string | null;
  status: string;
}

/** The ticket, locked until the transaction ends; 412 when it is not at the version that the caller knows. */
async function lockTicket(db: Db, id: string, known: number | null): Promise<Row> {
  const [row] = await query<Row>(
    db,
    `select id, version, company, category, assigned_team, contact, zone, assigned_to, status from tickets where id = $1 and deleted_at is null for update`,
    [id],
  );
  if (!row) throw noSuch("Ticket");
  if (known !== null && row.version !== known) throw stale(row.version);
  return row;
}

/** Changes what is given; a new assignee brings team and status along unless these are given too. */
export function updateTicket(
  db: Db,
  actor: Actor,
  id: string,
  values: TicketValues,
  known: number | null,
): Promise<Versioned> {
  return transact(db, async (db) => {
    const row = await lockTicket(db, id, known);
    await checkReferences(db, values, row);
    const sql = parameters();
    const set = assignments(await settled(db, values, row), sql);
    const text = `with was as (select * from tickets where id = ${sql.add(id)}),
      made as (update tickets t set ${[...set, ...touched].join(", ")} from was where t.id = was.id returning t.*),
      said as (${recordFrom("ticket.updated", "made, was", { actor: sql.add(actor.id), ticket: "made.id", changes: changed("was", "made", CHANGES) })})
      select id, version from made`;
    const [made] = await query<Versioned>(db, text, sql.values);
    return made!;
  });
}

async function checkReferences(db: Db, values: TicketValues, row: Row): Promise<void> {
  const company = values.company ?? row.company;
  const moved = company !== row.company;
  const sent = (name: "contact" | "zone") =>
    values[name] === undefined && moved ? row[name] : values[name] === row[name] && !moved ? null : values[name];
  const changes: TicketValues = {
    ...(moved && { company }),
    contact: sent("contact"),
    zone: sent("zone"),
    ...(values.assigned_to !== row.assigned_to && { assigned_to: values.assigned_to }),
  };
  const errors = await referenceErrors(db, changes, company);
  if (Object.keys(errors).length > 0) throw invalid(errors);
}

async function settled(db: Db, values: TicketValues, row: Row): Promise<TicketValues> {
  const next: TicketValues = { ...values };
  const category = (next.category ?? row.category) as Category;
  if (values.assigned_to !== undefined && values.assigned_to !== row.assigned_to) {
    const [user] = values.assigned_to
      ? await query<{ role: TicketValues["assigned_team"] }>(db, "select role from users where id = $1", [
          values.assigned_to,
        ])
      : [];
    next.assigned_team ??= user ? user.role : teamOf(category);
    next.status ??= user ? "assigned" : "new";
  }
  const team = next.assigned_team ?? row.assigned_team;
  if (team === "" && teamOf(category) !== team) next.assigned_team = teamOf(category);
  return next;
}

const touched = ["updated_at = now()", "version = t.version + 1"];
const TYPES: Record<string, string> = {
  status: "::ticket_status",
  priority: "::ticket_priority",
  due_date: "::timestamptz",
};

function assignments(values: TicketValues, sql: Parameters): string[] {
  const set = Object.entries(values).map(([name, value]) => `${name} = ${sql.add(value)}${TYPES[name] ?? ""}`);
  if (values.status === undefined) return set;
  const ends = endTimes(`${sql.add(values.status)}::ticket_status`, "was.status", "was.resolved_at", "was.closed_at");
  return [...set, ...Object.entries(ends).map(([name, value]) => `${name} = ${value}`)];
}

/** Gives a ticket to a user, or takes it from everybody (null); one that had ended is open again. 404 for no such user. */
export async function assign(
  db: Db,
  actor: Actor,
  id: string,
  user: string | null,
  known: number | null,
): Promise<Versioned> {
  if (known !== null) {
    return transact(db, async (db) => {
      await lockTicket(db, id, known);
      return assign(db, actor, id, user, null);
    });
  }
  const sql = parameters();
  const [ticket, by] = [sql.add(id), sql.add(actor.id)];
  const team = user ? "who.role" : teamOfColumn("was.category");
  const who = user ? `, who as (select id, role from users where id = ${sql.add(user)})` : "";
  const text = `with was as (select * from tickets where id = ${ticket} and deleted_at is null for update)${who},
    made as (update tickets t set assigned_to = ${user ? "who.id" : "null"}, assigned_team = ${team}, status = '${user ? "assigned" : "new"}',
      resolved_at = null, closed_at = null, ${touched.join(", ")} from was${user ? ", who" : ""} where t.id = was.id returning t.*),
    said as (${recordFrom("ticket.assigned", "made, was", { actor: by, ticket: "made.id", changes: changed("was", "made", ["assigned_to", "assigned_team", "status"]) })})
    select id, version from made`;
  const [made] = await query<Versioned>(db, text, sql.values);
  if (made) return made;
  const isThere = (await query(db, "select 1 from tickets where id = $1 and deleted_at is null", [id])).length > 0;
  throw user && isThere ? failed(404, "User not found") : noSuch("Ticket");
}

/** The text of an update that marks a ticket as changed by something that hangs on it; `more` sets further columns. */
export const touchTicket = (id: string, more = ""): string =>
  `update tickets t set ${touched.join(", ")}${more} where t.id = ${id} and t.deleted_at is null returning t.id, t.version`;

/** Moves a ticket to the trash, from where an Admin can restore it. */
export function trashTicket(db: Db, actor: Actor, id: string, known: number | null): Promise<void> {
  return transact(db, async (db) => {
    await lockTicket(db, id, known);
    const moved = `with made as (update tickets t set deleted_at = now(), deleted_by = $2, ${touched.join(", ")} where id = $1 returning id)
      ${recordFrom("ticket.deleted", "made", { actor: "$2", ticket: "made.id" })}`;
    await query(db, moved, [id, actor.id]);
  });
}

/** Takes a ticket out of the trash: an Admin any, whoever put it there within the hour. */
export async function restoreTicket(db: Db, actor: Actor, id: string): Promise<Versioned> {
  if (actor.role !== "Admin") {
    const own = "select 1 from tickets where id = $1 and deleted_by = $2 and deleted_at > now() - interval '1 hour'";
    if ((await query(db, own, [id, actor.id])).length === 0) throw forbidden();
  }
  const text = `with c as (select c.id from companies c join tickets t on t.company = c.id where t.id = $1 and c.deleted_at is null for share of c),
    made as (update tickets t set deleted_at = null, deleted_by = null, ${touched.join(", ")}
      from c where t.id = $1 and t.deleted_at is not null and c.id = t.company returning t.id, t.version),
    said as (${recordFrom("ticket.restored", "made", { actor: "$2", ticket: "made.id" })})
    select id, version from made`;
  const [made] = await query<Versioned>(db, text, [id, actor.id]);
  if (!made) throw noSuch("Ticket");
  return made;
}
