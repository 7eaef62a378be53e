import type { Values } from "../../wire/fields.ts";
import { failed, invalid, noSuch, stale } from "../../wire/problems.ts";
import type { ticketFields } from "../../wire/ticket-schemas.ts";
import type { Category, Team } from "../../wire/ticket-shapes.ts";
import { actorSql, authorSql, changed, type EventActor, recordFrom } from "../events/events.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";
import { companyOfContact, missingCompany, NO_NULL, referenceErrors } from "./references.ts";
import { endTimes, teamOf, teamOfColumn } from "./rules.ts";
import { type BuiltTicket, ticketJson } from "./ticket-json.ts";

export type TicketValues = Partial<Values<typeof ticketFields>>;
export interface Versioned {
  id: string;
  version: number;
}

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
const exists = (table: string, id: string, more = "") =>
  `(${id}::uuid is null or exists (select 1 from ${table} where id = ${id}::uuid${more}))`;
const ofCompany = (company: string) => ` and company = ${company}`;

/**
 * Creates a ticket; its number comes from the day's sequence, its team from the category if none is given, its company from
 * the contact if only that is given. The description of a ticket that a contact writes is public.
 */
export async function createTicket(
  db: Db,
  actor: EventActor,
  values: TicketValues,
  zoneName: string,
): Promise<BuiltTicket> {
  const missing = missingCompany(values, "create");
  if (missing) throw invalid(missing);
  const sql = parameters();
  const by = actorSql(actor, sql);
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
    due_date: `${sql.add(values.due_date ?? null)}::timestamptz`,
    tags: sql.add(values.tags ?? ""),
    via: sql.add(actor.via),
    ...authorSql("created_by", actor, by),
    ...(actor.kind === "contact" && { is_description_public: "true" }),
    ...(values.status === "resolved" || values.status === "closed" ? endTimes(`'${values.status}'`) : {}),
  };
  const present = "deleted_at is null for share";
  const isOfContact = `(company is null or company = c.id)`;
  const company = values.company
    ? `c as (select id from companies where id = ${sql.add(values.company)} and ${present})`
    : `named as (select company from contacts where id = ${given.contact}),
      own as (select id from companies where id = (select company from named) and ${present}),
      c as (select own.id from named left join own on true where named.company is null or own.id is not null)`;
  const text = `with ${company},
    made as (
      insert into tickets (company, ticket_number, ${Object.keys(given).join(", ")})
      select c.id, next_ticket_number(${sql.add(zoneName)}), ${Object.values(given).join(", ")}
      from c where ${exists("contacts", given.contact, values.company ? ` and ${isOfContact}` : "")}
        and ${exists("zones", given.zone, ofCompany("c.id"))} and ${exists("users", given.assigned_to)}
      returning *),
    said as (${recordFrom("ticket.created", "made", { actor: by, ticket: "made.id" })})
    ${ticketJson("made t")}`;
  const [built] = await query<BuiltTicket>(db, text, sql.values);
  if (built) return built;
  throw invalid(await referenceErrors(db, values, values.company ?? (await companyOfContact(db, values.contact))));
}

interface Row {
  id: string;
  version: number;
  company: string | null;
  category: Category;
  assigned_team: Team;
  contact: string | null;
  zone: string | null;
  assigned_to: string | null;
  status: string;
}

/** The ticket, locked until the transaction ends; 412 when it is not at the version that the caller knows. */
export async function lockTicket(db: Db, id: string, known: number | null): Promise<Row> {
  const [row] = await query<Row>(
    db,
    // of a user who has left nobody knows the id
    `select id, version, company, category, assigned_team, contact, zone, status,
       (select u.id from users u where u.id = assigned_to) as assigned_to
     from tickets where id = $1 and deleted_at is null for update`,
    [id],
  );
  if (!row) throw noSuch("Ticket");
  if (known !== null && row.version !== known) throw stale(row.version);
  return row;
}

// a description may hold pasted pictures: that it changed is told, not what it was
const changesOfUpdate = `nullif(
  coalesce(${changed("was", "made", CHANGES)}, '{}')
    || case when made.description is distinct from was.description then '{"description": [null, null]}'::jsonb else '{}' end,
  '{}')`;

/** Changes what is given; a new assignee brings team and status along unless these are given too. */
export function updateTicket(
  db: Db,
  actor: EventActor,
  id: string,
  given: TicketValues,
  known: number | null,
): Promise<Versioned> {
  return transact(db, async (db) => {
    const row = await lockTicket(db, id, known);
    const values = await changesOf(db, given, row);
    await checkReferences(db, values, row);
    const sql = parameters();
    const set = assignments(await settled(db, values, row), sql);
    const by = actorSql(actor, sql);
    const text = `with was as (select * from tickets where id = ${sql.add(id)}),
      made as (update tickets t set ${[...set, ...touched].join(", ")} from was where t.id = was.id returning t.*),
      said as (${recordFrom("ticket.updated", "made, was", { actor: by, ticket: "made.id", changes: changesOfUpdate })})
      select id, version from made`;
    const [made] = await query<Versioned>(db, text, sql.values);
    return made!;
  });
}

/** What a body asks for, without what is so already; a ticket without a company takes that of its new contact. */
async function changesOf(db: Db, given: TicketValues, row: Row): Promise<TicketValues> {
  const { company, assigned_to, ...values }: TicketValues = given;
  if (company === null && row.company) throw invalid({ company: NO_NULL });
  const isNewContact = values.contact && values.contact !== row.contact;
  const next = company ?? (row.company || !isNewContact ? null : await companyOfContact(db, values.contact));
  return {
    ...values,
    ...(next && { company: next }),
    ...(assigned_to !== undefined && assigned_to !== row.assigned_to && { assigned_to }),
  };
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
    assigned_to: values.assigned_to,
  };
  const errors = await referenceErrors(db, changes, company);
  if (Object.keys(errors).length > 0) throw invalid(errors);
}

async function settled(db: Db, values: TicketValues, row: Row): Promise<TicketValues> {
  const next: TicketValues = { ...values };
  const category = (next.category ?? row.category) as Category;
  if (values.assigned_to !== undefined) {
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

/** What every change of a ticket sets. */
export const touched = ["updated_at = now()", "version = t.version + 1"];
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
  actor: EventActor,
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
  const [ticket, by] = [sql.add(id), actorSql(actor, sql)];
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
