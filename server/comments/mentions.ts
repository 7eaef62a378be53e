import { type Db, query } from "../platform/database.ts";
import { type Parameters, parameters } from "../platform/parameters.ts";

const MAX_MENTIONS = 50;

/** The condition that a text names a user u: by the editor's mark with an ID, or as @username. Null if it names nobody. */
function mentionCondition(text: string, sql: Parameters): string | null {
  const ids = [...text.matchAll(/data-mention="([\da-f-]{36})"/gi)].map(([, id]) => id!.toLowerCase());
  const names = [...text.matchAll(/(?<![\p{L}\p{N}._-])@([\p{L}\p{N}][\p{L}\p{N}._-]{0,149})/gu)].flatMap(
    ([, name]) => [
      name!,
      // without the full stop of the sentence
      name!.replace(/[.-]+$/, ""),
    ],
  );
  if (ids.length + names.length === 0) return null;
  const usernames = sql.add(names.map((name) => name.normalize("NFKC").toLowerCase()));
  return `u.is_active
    and (u.id::text = any(${sql.add(ids)}::text[]) or lower(normalize(u.username, nfkc)) = any(${usernames}::text[]))`;
}

/** The users whom a text mentions. */
export async function mentionedIn(db: Db, text: string): Promise<string[]> {
  const sql = parameters();
  const condition = mentionCondition(text, sql);
  if (!condition) return [];
  const rows = await query<{ id: string }>(
    db,
    `select u.id from users u where ${condition} limit ${MAX_MENTIONS}`,
    sql.values,
  );
  return rows.map(({ id }) => id);
}

/**
 * The text of an insert of a new comment's mentions, without its author. Customers mention nobody: their emails quote agents.
 * `source` has the comment m and its ticket t.
 */
export function insertMentions(text: string, source: string, sql: Parameters): string | null {
  const condition = mentionCondition(text, sql);
  return (
    condition &&
    `insert into mentions (comment, user_id, ticket, version)
     select m.id, u.id, t.id, t.version
     from ${source}, users u
     where ${condition} and m.author is distinct from u.id
     limit ${MAX_MENTIONS}
     on conflict do nothing`
  );
}

/** Makes the mentions of a comment those of its new text. Users who were mentioned before are not told again. */
export async function renewMentions(db: Db, comment: string, text: string): Promise<void> {
  const sql = parameters();
  const id = `${sql.add(comment)}::uuid`;
  const condition = mentionCondition(text, sql) ?? "false";
  await query(
    db,
    `delete from mentions
     where comment = ${id}
       and user_id not in (select u.id from users u where ${condition})`,
    sql.values,
  );
  const own = parameters();
  const source = `(
      select *
      from comments
      where id = ${own.add(comment)}::uuid and author_kind <> 'contact') m
    join tickets t on t.id = m.ticket`;
  const insert = insertMentions(text, source, own);
  if (insert) await query(db, insert, own.values);
}

const MENTIONS = "select n.ticket from mentions n";

/** The tickets in which a user is mentioned, as SQL. */
export const mentioning = (user: string): string => `${MENTIONS} where n.user_id = ${user}::uuid`;

/** Those of them that the user has not read since, as SQL. */
export const newlyMentioning = (user: string): string => `${MENTIONS}
  left join ticket_reads nr on nr.ticket = n.ticket and nr.user_id = n.user_id
  where n.user_id = ${user}::uuid and n.version > coalesce(nr.version, 0)`;

/** Whether a ticket t with the user's own read mark (or none) has a mention that the user has not read, as SQL. */
export const hasNewMention = (mark: string, user: string): string => `exists (select
  from mentions n
  where n.user_id = ${user}::uuid and n.ticket = t.id and n.version > coalesce(${mark}.version, 0))`;
