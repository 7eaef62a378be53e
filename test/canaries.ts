import type pg from "pg";

/** A word that no customer may ever read, followed by a number for each column. */
export const CANARY = /zqcanary\d{4}/gi;

/**
 * Columns by table and name. The value is false for a column that is left out, or the condition for rows that customers
 * may not see.
 */
export type ColumnNotes = Readonly<Record<string, false | string>>;

export interface Canaries {
  /** The place of each canary. */
  places: ReadonlyMap<string, string>;
  /** Columns that accept no such words, for example states, dates and formats. */
  refused: readonly string[];
  /** Tables without a row to put a canary into. */
  empty: readonly string[];
}

const COLUMNS = `
  select c.table_name || '.' || c.column_name as name, c.table_name as "table", c.column_name as "column",
    c.data_type as type, c.character_maximum_length as most
  from information_schema.columns c
  join information_schema.tables t using (table_schema, table_name)
  where t.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.is_generated = 'NEVER'
    and (c.data_type in ('text', 'character varying', 'jsonb') or c.udt_name in ('_text', '_varchar'))
    and not exists (
      select from information_schema.key_column_usage k
      join information_schema.table_constraints f using (constraint_schema, constraint_name)
      where f.constraint_type = 'FOREIGN KEY' and k.table_name = c.table_name and k.column_name = c.column_name)
  order by 1`;

// several rows of a column get different words
const OF_ROW = "substr(md5(ctid::text), 1, 6)";
const words = (canary: string) => [
  `'${canary}' || ${OF_ROW}`,
  `'${canary}' || ${OF_ROW} || '@zq.test'`,
  `'https://${canary}' || ${OF_ROW} || '.test'`,
];

/** Expressions for a canary in a column, the most likely one first. */
function valuesOf(type: string, column: string, canary: string): string[] {
  if (type === "ARRAY") return words(canary).map((each) => `array[${each}]`);
  if (type !== "jsonb") return words(canary);
  return [
    `case jsonb_typeof(${column}) when 'object' then ${column} || '{"${canary}": "${canary}"}'
       when 'array' then ${column} || '["${canary}"]' else to_jsonb('${canary}'::text) end`,
  ];
}

/** Replaces the value of every column that can hold words, in every table, with a canary. */
export async function fillWithCanaries(pool: pg.Pool, conditions: ColumnNotes): Promise<Canaries> {
  const places = new Map<string, string>();
  const refusedColumns: string[] = [];
  const filledTables = new Set<string>();
  const client = await pool.connect();
  try {
    // triggers are off, because they would derive rows from meaningless values
    const { rows } = await client.query(COLUMNS);
    const tables = new Set<string>(rows.map(({ table }) => table));
    const setTriggers = (how: "disable" | "enable") =>
      client.query([...tables].map((table) => `alter table "${table}" ${how} trigger user;`).join("\n"));
    await client.query("begin");
    await setTriggers("disable");
    for (const [at, { name, table, column, type }] of rows.entries()) {
      if (conditions[name] === false || conditions[table] === false) continue;
      const canary = `zqcanary${String(at).padStart(4, "0")}`;
      const count = await putInto(client, {
        table,
        column,
        type,
        canary,
        where: conditions[name] ?? conditions[table] ?? "true",
      });
      if (count === null) refusedColumns.push(name);
      else if (count > 0) filledTables.add(table);
      places.set(canary, name);
    }
    await setTriggers("enable");
    await client.query("commit");
    const empty = [...tables].filter((table) => {
      const own = rows.filter((each) => each.table === table);
      const isLeftOut = own.every(({ name }) => conditions[name] === false || refusedColumns.includes(name));
      return conditions[table] !== false && !isLeftOut && !filledTables.has(table);
    });
    return { places, refused: refusedColumns, empty };
  } finally {
    client.release();
  }
}

interface Place {
  table: string;
  column: string;
  type: string;
  canary: string;
  where: string;
}

/** The number of rows that now have the canary; null if the column accepts none of its forms. */
async function putInto(client: pg.PoolClient, { table, column, type, canary, where }: Place): Promise<number | null> {
  for (const value of valuesOf(type, `"${column}"`, canary)) {
    await client.query("savepoint before");
    try {
      const { rowCount } = await client.query(`update "${table}" as r set "${column}" = ${value} where ${where}`);
      return rowCount;
    } catch {
      await client.query("rollback to before");
    }
  }
  return null;
}
