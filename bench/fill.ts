import { once } from "node:events";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { helpDesk, type Rows } from "./data.ts";

export type ClientConfig = pg.ClientConfig;

/** Fills a migrated, empty database with n tickets and all related records. The users get the Admin's password. */
export async function fillDatabase(connection: ClientConfig, n: number): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  const end = once(client, "end");
  try {
    await client.query(
      "set maintenance_work_mem = '512MB'; set max_parallel_maintenance_workers = 2; set synchronous_commit = off",
    );
    const { rows } = await client.query<{ password: string }>(
      "select password from users order by date_joined limit 1",
    );
    const desk = helpDesk(n, rows[0]!.password);
    const indexes = await takeIndexes(client, [...desk.map((each) => each.table), "events"]);
    for (const each of desk) await copy(client, each);
    await client.query(HISTORY);
    await client.query(ANSWERERS);
    for (const index of indexes) await client.query(index);
    await client.query("vacuum analyze");
    await client.query("checkpoint");
  } finally {
    await client.end();
    await end;
  }
}

// A desk of this size has a history, so that writes update indexes of a realistic size. The events are older than all
// that the server has read, as in a restored database: no reaction starts, and nothing reads the events while their
// indexes are missing.
const HISTORY = `insert into events (xid, at, kind, actor, ticket, about, triggers_reactions)
  select '0', *, false from (
    select created_at, 'ticket.created', created_by, id, null::uuid from tickets
    union all select created_at, 'comment.added', author, ticket, id from comments) x order by created_at`;

// as an import records it
const ANSWERERS = `update ticket_moves m set actor = first.author
  from (
    select distinct on (c.ticket) c.ticket, c.author from comments c where not c.is_internal
    order by c.ticket, c.created_at, c.id) first
  where m.ticket = first.ticket and m.kind = 'answered'`;

// Building an index at the end costs a third of updating it row by row. Indexes of constraints stay.
async function takeIndexes(client: pg.Client, tables: string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
     where i.indrelid = any($1::regclass[])
       and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`,
    [tables],
  );
  for (const { name } of rows) await client.query(`drop index ${name}`);
  return rows.map((each) => each.definition);
}

async function copy(client: pg.Client, { table, columns, lines }: Rows): Promise<void> {
  await pipeline(Readable.from(inChunks(lines())), client.query(copyFrom(`copy ${table} (${columns}) from stdin`)));
}

function* inChunks(lines: Generator<string>): Generator<Buffer> {
  let chunk = "";
  for (const line of lines) {
    chunk += line;
    if (chunk.length < 64 * 1024) continue;
    yield Buffer.from(chunk);
    chunk = "";
  }
  yield Buffer.from(chunk);
}
