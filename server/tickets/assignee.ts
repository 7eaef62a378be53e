import { notADictionary } from "../../wire/fields.ts";
import { failure, invalid } from "../../wire/problems.ts";
import { echo, parseUuid } from "../../wire/python-values.ts";

/**
 * The ID of the user in a body's user_id; null if it names nobody. With the Django backend's own errors; `first` reports a
 * missing ticket before these.
 */
export async function assigneeOf(data: unknown, first: () => Promise<unknown>): Promise<string | null> {
  const problem = notADictionary(data);
  const input = problem ? null : (data as { user_id?: unknown }).user_id;
  if (!problem && !input) return null;
  const id = typeof input === "string" ? parseUuid(input) : null;
  if (id) return id;
  await first();
  if (problem) throw invalid({ non_field_errors: [problem] });
  if (typeof input !== "string") throw failure(404, "User not found");
  throw failure(400, `['“${echo(input)}” is not a valid UUID.']`);
}
