import { type Db, query } from "../platform/database.ts";
import type { LargeRow } from "../platform/large-answers.ts";
import { type BuiltTicket, commentColumns, ticketJson } from "./ticket-json.ts";

// how many comments of a large ticket are read together
const MAX_BATCH_BYTES = 4 * 1024 * 1024;
const COMMENTS = ',"comments":[]';

/** A ticket that is read in parts: its other fields, and its comments in batches. */
export function largeTicket(
  db: Db,
  { id, size }: Pick<BuiltTicket, "id" | "size">,
  fields: readonly string[] | undefined,
  render: (ticket: BuiltTicket) => string,
): LargeRow {
  return {
    size,
    async *read() {
      const text = ticketJson("tickets t", { fields, isWithoutComments: true });
      const [ticket] = await query<BuiltTicket>(db, `${text} where t.id = $1`, [id]);
      // permanently deleted in the meantime
      if (!ticket) return yield JSON.stringify({ id });
      const json = render(ticket);
      // inside a value, every quote follows a backslash, so this is the key itself
      const at = json.indexOf(COMMENTS);
      if (at < 0) return yield json;
      const start = at + COMMENTS.length - 1;
      yield json.slice(0, start);
      let separator = "";
      for await (const comments of commentBatches(db, id)) {
        yield separator + comments;
        separator = ",";
      }
      yield json.slice(start);
    },
  };
}

async function* commentBatches(db: Db, ticket: string): AsyncGenerator<string> {
  const sizes = await query<{ id: string; size: number }>(
    db,
    "select id, octet_length(text) as size from comments where ticket = $1 order by created_at, id",
    [ticket],
  );
  for (let from = 0; from < sizes.length; ) {
    let to = from;
    let bytes = 0;
    do bytes += sizes[to++]!.size;
    while (to < sizes.length && bytes + sizes[to]!.size <= MAX_BATCH_BYTES);
    const [row] = await query<{ json: string | null }>(
      db,
      `select string_agg((select row_to_json(x)::text from (select ${commentColumns}) x), ','
        order by m.created_at, m.id) as json
       from comments m left join users w on w.id = m.author where m.id = any($1)`,
      [sizes.slice(from, to).map((each) => each.id)],
    );
    if (row?.json) yield row.json;
    from = to;
  }
}
