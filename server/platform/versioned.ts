import { staleRecord } from "../../wire/problems.ts";
import { query, transact } from "./database.ts";
import type { Answer, RequestContext, Route } from "./front-door.ts";
import { idOf } from "./path-ids.ts";

/** How to find the version of a record: a statement that locks it and reads `version`, and its parameters. */
export interface VersionSource {
  statement: string;
  values(ctx: RequestContext): unknown[];
}

/** The version of a desk's single row of settings: when it was last changed. */
export const onlyRowOf = (table: string): VersionSource => ({
  statement: `select wire_time(updated_at) as version from ${table} for update`,
  values: () => [],
});

/** The version of a row: when it was last changed. */
export const rowOf = (table: string, id: (ctx: RequestContext) => string = idOf): VersionSource => ({
  statement: `select wire_time(updated_at) as version from ${table} where id = $1 for update`,
  values: (ctx) => [id(ctx)],
});

/**
 * Adds versions to the routes of records. The version is the time of the last change: responses have it as ETag, and a change
 * with `If-Match` returns 412 if someone else has changed the record since.
 */
export function withVersions(of: string | VersionSource, routes: readonly Route[]): Route[] {
  const source = typeof of === "string" ? rowOf(of) : of;
  return routes.map((each) => {
    const { method, path, problems, answerType } = each.endpoint;
    // lists have no version
    if (method === "GET" && (answerType === "page" || (typeof of === "string" && !path.includes("{id}")))) return each;
    const isChange = problems?.includes(412) ?? false;
    return {
      ...each,
      answer: async (ctx, preparation) => {
        const run = async (ctx: RequestContext) => each.answer(ctx, preparation);
        return withTag(await (isChange ? unlessChanged(source, ctx, run) : run(ctx)));
      },
    };
  });
}

async function unlessChanged(
  source: VersionSource,
  ctx: RequestContext,
  run: (ctx: RequestContext) => Promise<Answer>,
): Promise<Answer> {
  const header = ctx.request.headers["if-match"];
  if (!header || header === "*") return run(ctx);
  return transact(ctx.db, async (db) => {
    const [row] = await query<{ version: string }>(db, source.statement, source.values(ctx));
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
