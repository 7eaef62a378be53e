import { failure, forbidden, invalid, noSuch, stale } from "../../wire/problems.ts";
import { type FieldValues, fieldsWith, maySetFields, type TicketFieldName } from "../../wire/ticket-fields.ts";
import type { Category } from "../../wire/ticket-shapes.ts";
import { actorSql, authorSql, type EventActor, insertEvents } from "../events/events.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import { type ChangedTicket, changeOne, type Returning } from "./change-one.ts";
import { INITIAL_VALUES, SQL_TYPES } from "./field-columns.ts";
import { newVersion } from "./next-values.ts";
import { companyOfContact, missingCompany, NO_NULL, referenceErrors } from "./references.ts";
import { endTimes, teamOf } from "./rules.ts";
import { selectParts, type TicketParts } from "./ticket-parts.ts";

export type TicketValues = Partial<FieldValues>;

// the statement finds the company
const OWN_FIELDS = fieldsWith(({ table }) => table !== "companies");
const exists = (table: string, id: string, more = "") =>
  `(${id}::uuid is null or exists (
     select 1
     from ${table}
     where id = ${id}::uuid${more}))`;
const ofCompany = (company: string) => ` and company = ${company}`;

/**
 * Creates a ticket. The day's sequence gives its number; if they are omitted, the category gives the team, and the contact the
 * company. The description of a ticket by a contact is public.
 */
export const createTicket = (...input: New): Promise<{ id: string }> =>
  insertTicket<{ id: string }>(...input, "select id from inserted");

/** Creates a ticket, and returns all of it for the answer. */
export const createShownTicket = (...input: New): Promise<TicketParts> =>
  insertTicket<TicketParts>(...input, selectParts("inserted t"));

type New = [db: Db, actor: EventActor, values: TicketValues, zoneName: string];

async function insertTicket<Row>(
  ...[db, actor, values, zoneName, resultSql]: [...New, resultSql: string]
): Promise<Row> {
  const missing = missingCompany(values, "create");
  if (missing) throw invalid(missing);
  const sql = parameters();
  const by = actorSql(actor, sql);
  const whole: Record<string, unknown> = { ...INITIAL_VALUES, ...values };
  whole.assigned_team ||= teamOf(whole.category as Category);
  const columns = {
    ...(Object.fromEntries(OWN_FIELDS.map((name) => [name, `${sql.add(whole[name])}::${SQL_TYPES[name]}`])) as Record<
      TicketFieldName,
      string
    >),
    via: sql.add(actor.via),
    ...authorSql("created_by", actor, by),
    ...(actor.kind === "contact" && { is_description_public: "true" }),
    ...(values.status === "resolved" || values.status === "closed" ? endTimes(`'${values.status}'`) : {}),
  };
  const present = "deleted_at is null for share";
  const isOfContact = `(company is null or company = c.id)`;
  const company = values.company
    ? `c as (
        select id
        from companies
        where id = ${sql.add(values.company)} and ${present})`
    : `named as (select company from contacts where id = ${columns.contact}),
      own as (
        select id
        from companies
        where id = (select company from named) and ${present}),
      c as (
        select own.id
        from named
        left join own on true
        where named.company is null or own.id is not null)`;
  const text = `with ${company},
    inserted as (
      insert into tickets (company, ticket_number, ${Object.keys(columns).join(", ")})
      select c.id, next_ticket_number(${sql.add(zoneName)}), ${Object.values(columns).join(", ")}
      from c where ${exists("contacts", columns.contact, values.company ? ` and ${isOfContact}` : "")}
        and ${exists("zones", columns.zone, ofCompany("c.id"))} and ${exists("users", columns.assigned_to)}
      returning *),
    event as (${insertEvents("ticket.created", "inserted", {
      actor: by,
      ticket: "inserted.id",
      version: "inserted.version",
    })})
    ${resultSql}`;
  const [ticket] = await query<Row>(db, text, sql.values);
  if (ticket) return ticket;
  throw invalid(await referenceErrors(db, values, values.company ?? (await companyOfContact(db, values.contact))));
}

/** Throws unless the actor may set these fields. */
export function requireSettable(actor: Actor, values: TicketValues): void {
  if (!maySetFields(actor, Object.keys(values))) throw forbidden();
}

/** Throws if a change lacks a company that it must name. An unknown ticket (`first`) is reported before that. */
export async function requireCompany(
  values: TicketValues,
  how: "create" | "replace" | "change",
  first: () => Promise<unknown>,
): Promise<void> {
  const missing = missingCompany(values, how);
  if (!missing) return;
  await first();
  throw invalid(missing);
}

interface Row {
  id: string;
  version: number;
  company: string | null;
  contact: string | null;
  zone: string | null;
  assigned_to: string | null;
}

/** The ticket, locked until the transaction ends; 412 if it is not at the version that the caller read. */
export async function lockTicket(db: Db, id: string, expectedVersion: number | null): Promise<Row> {
  const [row] = await query<Row>(
    db,
    // clients do not see the ID of a deleted user: for them, the ticket has no assignee
    `select id, version, company, contact, zone, (
       select u.id
       from users u
       where u.id = assigned_to) as assigned_to
     from tickets
     where id = $1 and deleted_at is null
     for update`,
    [id],
  );
  if (!row) throw noSuch("Ticket");
  if (expectedVersion !== null && row.version !== expectedVersion) throw stale(row.version);
  return row;
}

/** Changes the given fields, by the rules of `nextValues`. */
export async function updateTicket(
  db: Db,
  actor: EventActor,
  id: string,
  input: TicketValues,
  expectedVersion: number | null,
  returning: Returning = "nothing",
): Promise<ChangedTicket> {
  const change = async (db: Db, changes: TicketValues) => {
    const changedTicket = await changeOne(db, actor, id, changes, { expectedVersion, returning });
    // the assignee was deleted since
    if (!changedTicket) throw invalid(await referenceErrors(db, changes, undefined));
    return changedTicket;
  };
  const changesReferences = input.company !== undefined || input.contact || input.zone || input.assigned_to;
  if (!changesReferences) return change(db, input);
  return transact(db, async (db) => {
    const row = await lockTicket(db, id, expectedVersion);
    const values = await changesOf(db, input, row);
    await checkReferences(db, values, row);
    return change(db, values);
  });
}

/** The requested changes that differ from the present values. A ticket without a company gets that of its new contact. */
async function changesOf(db: Db, input: TicketValues, row: Row): Promise<TicketValues> {
  const { company, assigned_to, ...values }: TicketValues = input;
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
  const isMoved = company !== row.company;
  const referenceOf = (name: "contact" | "zone") =>
    values[name] === undefined && isMoved ? row[name] : values[name] === row[name] && !isMoved ? null : values[name];
  const changes: TicketValues = {
    ...(isMoved && { company }),
    contact: referenceOf("contact"),
    zone: referenceOf("zone"),
    assigned_to: values.assigned_to,
  };
  const errors = await referenceErrors(db, changes, company);
  if (Object.keys(errors).length > 0) throw invalid(errors);
}

/** Assigns a ticket to a user, or unassigns it (null). Reopens a resolved or closed ticket. 404 if there is no such user. */
export async function assign(
  db: Db,
  actor: EventActor,
  id: string,
  user: string | null,
  expectedVersion: number | null,
  returning: Returning = "nothing",
): Promise<ChangedTicket> {
  const how = { expectedVersion, isAssignment: true, returning };
  const changedTicket = await changeOne(db, actor, id, { assigned_to: user }, how);
  if (changedTicket) return changedTicket;
  throw failure(404, "User not found");
}

/** The text of an update that marks a ticket as changed by something that belongs to it. `more` sets further columns. */
export const touchTicket = (id: string, more = "", returning = "t.id, t.version"): string =>
  `update tickets t set ${newVersion}${more} where t.id = ${id} and t.deleted_at is null returning ${returning}`;
