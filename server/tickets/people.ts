import { LRUCache } from "lru-cache";
import { type Db, isInTransaction, query } from "../platform/database.ts";

/** A user or contact as tickets show them. Only the name is left of one who was deleted. */
export interface TicketPerson {
  kind: "user" | "contact" | "former";
  name: string;
  role: string | null;
}

/**
 * The people with these IDs, at a version of the names (`name_epoch`). An ID that is nobody's is not among them. `knownPeople`: those
 * that were read at that version already.
 */
export type FindPeople = (
  db: Db,
  namesVersion: number,
  ids: ReadonlySet<string>,
  knownPeople: ReadonlyMap<string, TicketPerson>,
) => Promise<ReadonlyMap<string, TicketPerson>>;

const MAX_PEOPLE = 5_000;
const NOBODY: TicketPerson = { kind: "former", name: "", role: null };

const LOOK_UP = `select id, 'user' as kind, btrim(first_name || ' ' || last_name) as name, role
  from users
  where id = any($1::uuid[])
  union all
  select id, 'contact', name, null from contacts where id = any($1::uuid[])
  union all
  select id, 'former', name, null from former_people where id = any($1::uuid[])`;

/** Remembers people until a name changes. What a transaction reads may be rolled back, so it is not remembered. */
export function openPeople(): FindPeople {
  const memory = new LRUCache<string, TicketPerson>({ max: MAX_PEOPLE });
  let version = 0;
  return async (db, namesVersion, ids, knownPeople) => {
    const people = new Map(knownPeople);
    const missing: string[] = [];
    for (const id of ids) {
      if (knownPeople.has(id)) continue;
      const person = namesVersion === version ? memory.get(id) : undefined;
      if (person === undefined) missing.push(id);
      else if (person !== NOBODY) people.set(id, person);
    }
    if (missing.length === 0) return people;
    for (const { id, ...person } of await query<TicketPerson & { id: string }>(db, LOOK_UP, [missing]))
      if (!people.has(id)) people.set(id, person);
    if (isInTransaction(db) || namesVersion < version) return people;
    if (namesVersion > version) memory.clear();
    version = namesVersion;
    for (const id of missing) memory.set(id, people.get(id) ?? NOBODY);
    return people;
  };
}
