import { staleRecord } from "../../wire/problems.ts";
import { query, transact } from "./database.ts";
import type { Answer, RequestContext, Route } from "./front-door.ts";
import { idOf } from "./path-ids.ts";

/**
 * Routes of records whose version is the time of their last change: answers carry it as ETag, and a change with `If-Match` is
 * refused with 412 if someone else has changed the record since.
 */
export const versioned = (table: string, routes: readonly Route[]): Route[] =>
  routes.map((each) => {
    const { method, path, problems } = each.endpoint;
    // a list has no version
    if (method === "GET" && !path.includes("{id}")) return each;
    const isChange = problems?.includes(412) ?? false;
    return {
      ...each,
      answer: async (ctx, prepared) => {
        const run = async (ctx: RequestContext) => each.answer(ctx, prepared);
        return withTag(await (isChange ? unlessChanged(table, ctx, run) : run(ctx)));
      },
    };
  });

async function unlessChanged(
  table: string,
  ctx: RequestContext,
  run: (ctx: RequestContext) => Promise<Answer>,
): Promise<Answer> {
  const header = ctx.request.headers["if-match"];
  if (!header || header === "*") return run(ctx);
  return transact(ctx.db, async (db) => {
    const [row] = await query<{ version: string }>(
      db,
      `select wire_time(updated_at) as version from ${table} where id = $1 for update`,
      [idOf(ctx)],
    );
    // missing permission or an invalid body is reported first
    const answer = await run({ ...ctx, db });
    if (row && header !== `"${row.version}"`) throw staleRecord(row.version);
    return answer;
  });
}

function withTag(answer: Answer): Answer {
  const body = typeof answer.body === "string" ? (JSON.parse(answer.body) as unknown) : answer.body;
  const version = (body as { updated_at?: unknown } | undefined)?.updated_at;
  return typeof version === "string" ? { ...answer, headers: { etag: `"${version}"`, ...answer.headers } } : answer;
}
