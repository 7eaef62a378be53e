import { inboxFilter } from "../server/inbox/filter.ts";
import { listInbox } from "../server/inbox/list.ts";
import type { Actor } from "../server/platform/actor.ts";
import { type Db, query } from "../server/platform/database.ts";
import { cursorPagingOf } from "../server/platform/paging.ts";
import { INBOX_PAGE_SIZE } from "../wire/inbox.ts";

interface Plan {
  "Shared Hit Blocks": number;
  "Shared Read Blocks": number;
}

/** The buffers that PostgreSQL reads for a page of the inbox, as EXPLAIN counts them. `filters`: the parameters of its URL. */
export async function pageBuffers(db: Db, actor: Actor, filters: Record<string, string>): Promise<number> {
  let buffers = 0;
  const explain = async (text: string, values: readonly unknown[]) => {
    const statement = `explain (analyze, buffers, format json) ${text}`;
    const [row] = await query<{ "QUERY PLAN": [{ Plan: Plan }] }>(db, statement, values, { prepare: false });
    const plan = row!["QUERY PLAN"][0].Plan;
    buffers += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"];
  };
  const explainedDb: Db = {
    ...db,
    query: async (text, values = [], options) => {
      await explain(text, values);
      return await db.query(text, values, options);
    },
  };
  const { ordering, fields = "", ...others } = filters;
  await listInbox(explainedDb, {
    actor,
    filter: inboxFilter(others, actor, "UTC"),
    paging: cursorPagingOf(undefined, INBOX_PAGE_SIZE),
    ordering,
    fields: fields.split(","),
  });
  return buffers;
}
