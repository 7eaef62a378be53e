import { writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";

const HEAD = "-- The schema as the migrations leave it, to be read. `npm run schema` writes this file.\n";
const FILE = join(import.meta.dirname, "../database/schema.sql");

const HERE = "'public'::regnamespace";
const isOwn = (kind: string, id: string) =>
  `not exists (select from pg_depend d where d.classid = '${kind}'::regclass and d.objid = ${id} and d.deptype in ('e', 'i', 'a'))`;

const TYPES = `select format('create type %I as enum (%s);', t.typname,
    (select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid)) as text
  from pg_type t where t.typnamespace = ${HERE} and t.typtype = 'e' order by t.typname`;

// a sequence for the numbers of a day is created on that day
const SEQUENCES = `select format('create sequence %I;', c.relname) as text from pg_class c
  where c.relnamespace = ${HERE} and c.relkind = 'S' and c.relname !~ '^ticket_numbers_' and ${isOwn("pg_class", "c.oid")} order by c.relname`;

const FUNCTIONS = `select btrim(pg_get_functiondef(p.oid), E' \\n') || ';' as text from pg_proc p
  where p.pronamespace = ${HERE} and ${isOwn("pg_proc", "p.oid")} order by p.proname, p.oid::regprocedure::text`;

const COLUMN = `format('  %I %s', a.attname, format_type(a.atttypid, a.atttypmod))
  || case when a.attidentity = 'a' then ' generated always as identity'
          when a.attgenerated = 's' then format(' generated always as (%s) stored', pg_get_expr(d.adbin, d.adrelid))
          when d.adbin is not null then ' default ' || pg_get_expr(d.adbin, d.adrelid) else '' end
  || case when a.attnotnull then ' not null' else '' end`;
const TABLES = `select format(E'create %stable %I (\\n%s\\n)%s;', case c.relpersistence when 'u' then 'unlogged ' else '' end, c.relname,
    concat_ws(E',\\n',
      (select string_agg(${COLUMN}, E',\\n' order by a.attnum) from pg_attribute a left join pg_attrdef d on (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
       where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
      (select string_agg(format('  constraint %I %s', k.conname, pg_get_constraintdef(k.oid)), E',\\n' order by k.contype = 'f', k.conname)
       from pg_constraint k where k.conrelid = c.oid and k.contype in ('p', 'u', 'c', 'f', 'x'))),
    ' with (' || array_to_string(c.reloptions, ', ') || ')')
  || coalesce((select string_agg(E'\\n' || pg_get_indexdef(i.indexrelid) || ';', '' order by x.relname) from pg_index i join pg_class x on x.oid = i.indexrelid
     where i.indrelid = c.oid and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))), '')
  || coalesce((select string_agg(E'\\n' || pg_get_triggerdef(g.oid, true) || ';', '' order by g.tgname) from pg_trigger g
     where g.tgrelid = c.oid and not g.tgisinternal), '')
  || coalesce((select format(E'\\ncomment on table %I is\\n  %L;', c.relname, obj_description(c.oid, 'pg_class'))
     where obj_description(c.oid, 'pg_class') is not null), '') as text
  from pg_class c where c.relnamespace = ${HERE} and c.relkind = 'r' order by c.relname`;

/** The schema of a migrated database as SQL text. */
export async function schemaOf(connection: pg.ClientConfig): Promise<string> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    const texts: string[] = [HEAD];
    for (const statement of [TYPES, SEQUENCES, FUNCTIONS, TABLES])
      for (const { text } of (await client.query<{ text: string }>(statement)).rows) texts.push(`${text}\n`);
    return texts.join("\n");
  } finally {
    await client.end();
  }
}

if (import.meta.main) writeFileSync(FILE, await schemaOf({ connectionString: process.env.DATABASE_URL }));
