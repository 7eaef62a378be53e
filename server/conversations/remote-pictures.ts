import { notFound } from "../../wire/problems.ts";
import { visibleTo } from "../access/visible.ts";
import type { Actor } from "../platform/actor.ts";
import { cleanHtml } from "../platform/clean-html.ts";
import { type Db, query } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";

interface Place {
  ticket: string;
  /** The ID of the message; null for the ticket's description. */
  comment: string | null;
}

/** Throws unless the actor may see this message, one of its pictures has this address, and the desk shows such pictures. */
export async function requirePicture(db: Db, actor: Actor, { ticket, comment }: Place, url: string): Promise<void> {
  const sql = parameters();
  const id = sql.add(ticket);
  const from = comment
    ? `
      select m.text
      from comments m
      join tickets t on t.id = m.ticket
      where m.id = ${sql.add(comment)} and`
    : "select t.description as text from tickets t where";
  const isAllowed = "exists (select from email_settings where remote_pictures <> 'never')";
  const [row] = await query<{ text: string }>(
    db,
    `${from} t.id = ${id} and t.deleted_at is null and ${visibleTo(actor, sql)} and ${isAllowed}`,
    sql.values,
  );
  if (!row || !picturesOf(row.text).has(url)) throw notFound();
}

/** The addresses of the pictures that HTML shows, decoded. */
function picturesOf(html: string): Set<string> {
  const sources = new Set<string>();
  cleanHtml(html, {
    allowedTags: ["img"],
    transformTags: {
      img: (tagName, attribs) => {
        if (attribs.src) sources.add(attribs.src.trim());
        return { tagName, attribs: {} };
      },
    },
  });
  return sources;
}
