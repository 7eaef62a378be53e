import type { NewFile } from "../attachments/receive-file.ts";
import { claimFile } from "../attachments/unclaimed.ts";
import { type Db, query } from "../platform/database.ts";
import { parameters } from "../platform/parameters.ts";
import { articleVisibleTo, type Reader } from "./visible.ts";

/** Adds an uploaded file to an article. */
export async function addArticleFile(
  db: Db,
  actor: string,
  article: string,
  { file, name, size, sha256, id = crypto.randomUUID() }: NewFile & { id?: string },
): Promise<string> {
  const [row] = await query<{ json: string }>(
    db,
    `with claimed as (${claimFile("$2")}),
      inserted as (insert into kb_files (article, file, name, size, sha256, created_by, id)
        values ($1, $2, $3, $4, $5, $6, $7)
        returning *)
     select (select row_to_json(x)::text
       from (select id, name, size, file, wire_time(created_at) as created_at) x) as json
     from inserted`,
    [article, file, name, size, sha256, actor, id],
  );
  return row!.json;
}

/** A file of an article that this reader may see; null if there is none. */
export async function articleFile(
  db: Db,
  reader: Reader,
  id: string,
): Promise<{ file: string; name: string; sha256: string | null } | null> {
  const sql = parameters();
  const [row] = await query<{ file: string; name: string; sha256: string | null }>(
    db,
    `select f.file, f.name, f.sha256
     from kb_files f
     join kb_articles a on a.id = f.article
     where f.id = ${sql.add(id)}::uuid and ${articleVisibleTo(reader, sql)}`,
    sql.values,
  );
  return row ?? null;
}
