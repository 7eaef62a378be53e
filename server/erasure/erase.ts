import { invalid, noSuch } from "../../wire/problems.ts";
import { removeFiles } from "../attachments/unclaimed.ts";
import { ALL_CHANGED, insertEvents } from "../events/events.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query, takeTime, transact } from "../platform/database.ts";
import type { RouteServices } from "../platform/docket.ts";
import { parameters } from "../platform/parameters.ts";
import { countErasure, type ErasureCounts } from "./preview.ts";
import { ERASE } from "./statements.ts";
import { type ErasureSubject, erasureSubject } from "./subject.ts";

export interface Erasure extends ErasureCounts {
  contact: string;
  name: string;
}

/** Counts what erasing a contact would delete. */
export async function previewErasure(db: Db, contact: string): Promise<Erasure> {
  const subject = await erasureSubject(db, contact);
  if (!subject) throw noSuch("Contact");
  return { contact, name: subject.name, ...(await countErasure(db, subject)) };
}

type FileServices = Pick<RouteServices, "independentQuery" | "storage" | "log">;

/**
 * Erases a contact everywhere, which cannot be undone. The tickets and the agents' words stay. The name confirms that the
 * right contact is meant.
 */
export const eraseContact = (
  db: Db,
  services: FileServices,
  actor: Actor,
  contact: string,
  name: string,
): Promise<Erasure> =>
  transact(db, async (db) => {
    await takeTime(db);
    // locked, so that nobody creates a ticket for the contact or writes to them in the meantime
    await query(db, "select pg_advisory_xact_lock(hashtext('docket intake'))");
    await query(db, "select 1 from contacts where id = $1 for update", [contact]);
    const subject = await erasureSubject(db, contact);
    if (!subject) throw noSuch("Contact");
    if (name.trim() !== subject.name.trim()) throw invalid({ name: ["This is not the name of the contact."] });
    const counts = await countErasure(db, subject);
    const files = await filesOf(db, subject);
    for (const [, statement] of ERASE) {
      const sql = parameters();
      const text = statement(subject, sql);
      await query(db, text, sql.values);
    }
    await query(
      db,
      `with event as (${insertEvents("contact.erased", "(select 1) x", { actor: "$2", about: "$1::uuid" })}),
       reset as (insert into events (kind, actor_kind, triggers_reactions) values ('${ALL_CHANGED}', 'system', false))
       insert into erasures (contact, erased_by, counts) values ($1, $2, $3)`,
      [contact, actor.id, JSON.stringify(counts)],
    );
    await removeFiles(db, services, files);
    return { contact, name: subject.name, ...counts };
  });

async function filesOf(db: Db, s: ErasureSubject): Promise<string[]> {
  const rows = await query<{ file: string }>(
    db,
    `select file from attachments where id = any($1::uuid[])
     union select file from incoming_emails
       where file is not null and (id = any($2::uuid[]) or ticket = any($3::uuid[]))`,
    [s.attachments, s.incoming, s.relatedTickets],
  );
  return rows.map(({ file }) => file);
}

/** The erased contacts and who erased them, the latest first, as JSON rows. */
export const listErasures = (db: Db) =>
  query<object>(
    db,
    `select e.contact, wire_time(e.erased_at) as erased_at, e.erased_by, e.counts
     from erasures e order by e.erased_at desc, e.id limit 200`,
  );
