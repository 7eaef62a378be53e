import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig } from "../server/config.ts";
import { type OpenDatabase, openMigrated } from "../server/open.ts";
import type { Database } from "../server/platform/database.ts";
import { openLog } from "../server/platform/log.ts";
import { asOwner } from "./databases.ts";
import { type Caller, makeCompany, makeTicket, openWorld, type World, type WorldServer } from "./world.ts";

// A second database stands for another PostgreSQL server. Raising the transaction IDs of the backup makes those of the
// second database lower, as in a new cluster.
const AHEAD = 1_000_000_000n;

let world: World;
let restored: WorldServer;
let tom: Caller;
let database: Database;
let company: string;
const startupMessages: string[] = [];
const name = `restored_${process.pid}_${Math.random().toString(36).slice(2)}`;

beforeAll(async () => {
  world = await openWorld();
  const home = await open(world.url);
  company = (await makeCompany(world.admin)).company.id;
  for (let n = 0; n < 3; n += 1) await makeTicket(world.tom, company, { subject: `Before ${n}` });
  await home.database.close();
  await asOwner((owner) => owner.query(`create database ${name} template template_docket strategy file_copy`));
  await copy(world.url, urlOf(name));
  expect(startupMessages).toEqual([]);
  database = (await open(urlOf(name))).database;
  restored = await world.serve(database);
  tom = restored.as(world.tom);
});
afterAll(async () => {
  await world.close();
  await asOwner((owner) => owner.query(`drop database ${name} with (force)`));
});

const urlOf = (name: string) => world.url.replace(/world_\w+/, name);
const open = (url: string): Promise<OpenDatabase> =>
  openMigrated(
    readConfig({ DATABASE_URL: url, DATA_DIR: world.folder }),
    openLog("warn", { write: (line) => void startupMessages.push(JSON.parse(line).msg) }),
  );

/** Copies every row of every table and the positions of the sequences, as pg_dump and psql do. */
async function copy(from: string, to: string): Promise<void> {
  const [source, target] = [from, to].map((connectionString) => new pg.Client({ connectionString })) as [
    pg.Client,
    pg.Client,
  ];
  await Promise.all([source.connect(), target.connect()]);
  const { rows } = await source.query<{ name: string; columns: string }>(
    `select table_name as name, string_agg(column_name, ', ') as columns from information_schema.columns
     join information_schema.tables using (table_schema, table_name)
     where table_schema = 'public' and table_type = 'BASE TABLE' and is_generated = 'NEVER' group by 1`,
  );
  for (const { name } of rows) await target.query(`alter table ${name} disable trigger user; delete from ${name}`);
  for (const waiting = [...rows]; waiting.length > 0; ) {
    const table = waiting.shift()!;
    const lines = (await source.query(`select to_jsonb(t) as line from ${table.name} t`)).rows.map(({ line }) =>
      line.xid ? { ...line, xid: String(BigInt(line.xid) + AHEAD) } : line,
    );
    await target
      .query(
        `insert into ${table.name} (${table.columns}) overriding system value
         select ${table.columns} from jsonb_populate_recordset(null::${table.name}, $1::jsonb)`,
        [JSON.stringify(lines)],
      )
      // rows that others refer to are inserted first
      .catch((error) => (error.code === "23503" ? waiting.push(table) : Promise.reject(error)));
  }
  for (const { name } of rows) await target.query(`alter table ${name} enable trigger user`);
  const { rows: counted } = await target.query<{ table: string; column: string }>(
    `select table_name as "table", column_name as "column" from information_schema.columns
     where table_schema = 'public' and pg_get_serial_sequence(table_name, column_name) is not null`,
  );
  for (const { table, column } of counted)
    await target.query(
      `select setval(pg_get_serial_sequence('${table}', '${column}'), max(${column})) from ${table} having max(${column}) > 0`,
    );
  await Promise.all([source.end(), target.end()]);
}

/** Reads events after a given one until it has `n` of them. */
async function readEvents(lastId: number, n: number): Promise<{ id: number; kind: string }[]> {
  const response = await fetch(`${restored.base}/api/v1/events/`, {
    headers: { authorization: `Bearer ${tom.token}`, "last-event-id": String(lastId) },
  });
  let text = "";
  const events = () =>
    [...text.matchAll(/(?:id: (\d+)\n)?event: (\S+)\n/g)].map(([, id, kind]) => ({ id: Number(id ?? 0), kind: kind! }));
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (events().length >= n) break;
  }
  return events();
}

const newest = async (): Promise<number> => (await database.pool.query("select max(id) as id from events")).rows[0].id;

test("a restored desk continues: counts are right, events follow the old ones, and followers miss none", async () => {
  expect(startupMessages).toEqual([
    "this database was restored or copied; event positions and ticket counts were reset",
  ]);
  const last = await newest();
  expect((await tom.get("/tickets/")).body.count).toBe(3);
  expect((await makeTicket(tom, company, { subject: "After" })).id).toBeTruthy();
  expect((await tom.get("/tickets/")).body.count).toBe(4);
  expect((await tom.get("/tickets/stats/")).body.total).toBe(4);

  // a client that saw events before the restore reads everything again, because some events may be lost
  expect((await readEvents(last, 1))[0]!.kind).toBe("reset");
  const first = await newest();
  expect(first).toBeGreaterThan(last + 1_000_000);
  const { id } = await makeTicket(tom, company, { subject: "Once more" });
  const [next] = await readEvents(first, 1);
  expect(next).toEqual({ id: await newest(), kind: "ticket.created" });
  expect((await tom.get(`/tickets/${id}/timeline/`)).status).toBe(200);
});

test("the database identity is the same at the next start", async () => {
  const before = await newest();
  const again = await open(urlOf(name));
  await again.database.close();
  expect(startupMessages).toHaveLength(1);
  expect((await readEvents(before - 1, 1))[0]).toEqual({ id: before, kind: "ticket.created" });
});
