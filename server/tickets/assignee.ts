import { notADictionary } from "../../wire/fields.ts";
import { failed, invalid } from "../../wire/problems.ts";
import { parseUuid, pythonText } from "../../wire/python-values.ts";
import { readBody } from "../platform/bodies.ts";
import { type Db, query } from "../platform/database.ts";
import type { Ask } from "../platform/front-door.ts";

/** The user that a body's user_id names; null when it names nobody. The original's own errors. */
export async function assigneeOf(db: Db, ask: Ask, first: () => Promise<unknown>): Promise<string | null> {
  const { data } = await readBody(ask.request).catch(async (problem: unknown) => {
    await first();
    throw problem;
  });
  const problem = notADictionary(data);
  const sent = problem ? null : (data as { user_id?: unknown }).user_id;
  if (!problem && !sent) return null;
  await first();
  if (problem) throw invalid({ non_field_errors: [problem] });
  if (typeof sent !== "string") throw failed(404, "User not found");
  const id = parseUuid(sent);
  if (!id) throw failed(400, `['“${pythonText(sent).toWellFormed()}” is not a valid UUID.']`);
  if ((await query(db, "select 1 from users where id = $1", [id])).length === 0) throw failed(404, "User not found");
  return id;
}
