import * as wire from "../../wire/comments.ts";
import { check, notADictionary } from "../../wire/fields.ts";
import { type FieldErrors, failure, invalid } from "../../wire/problems.ts";
import { pythonText } from "../../wire/python-values.ts";
import { addComment } from "../../wire/tickets.ts";
import { type Db, query } from "../platform/database.ts";

/** The errors of a comment's ticket, which must exist. */
export async function ticketErrors(db: Db, { ticket }: { ticket?: string }): Promise<FieldErrors> {
  if (!ticket || (await query(db, "select 1 from tickets where id = $1 and deleted_at is null", [ticket])).length > 0)
    return {};
  return { ticket: [`Invalid pk "${ticket}" - object does not exist.`] };
}

/**
 * The text of add_comment: any text that is not empty, without trimming; the error for none is the Django backend's. `first`
 * reports a missing ticket before that.
 */
export async function newCommentOf(
  { data, isForm }: { data: unknown; isForm: boolean },
  zone: string,
  first: () => Promise<unknown>,
): Promise<{ text: string; isInternal: boolean }> {
  const problem = notADictionary(data);
  const body = (problem ? {} : data) as { text?: unknown };
  const isEmpty = !body.text || (typeof body.text === "object" && Object.keys(body.text).length === 0);
  const text = pythonText(body.text ?? "");
  const { values, errors } = check({ is_internal: addComment.body.is_internal }, body, { zone, form: isForm });
  const fault = check({ text: wire.commentFields.text }, { text }, { zone }).errors;
  const isBlank = isEmpty || fault?.text?.[0] === "This field may not be blank.";
  if (!problem && !isBlank && !errors && !fault) return { text, isInternal: values.is_internal ?? false };
  await first();
  if (problem) throw invalid({ non_field_errors: [problem] });
  if (isBlank) throw failure(400, "text is required");
  throw invalid({ ...fault, ...errors });
}
