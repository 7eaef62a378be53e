import * as wire from "../../wire/comments.ts";
import { check, notADictionary } from "../../wire/fields.ts";
import { type FieldErrors, failure, invalid } from "../../wire/problems.ts";
import { pythonText } from "../../wire/python-values.ts";
import { addComment } from "../../wire/tickets.ts";
import { type How, readBody, readFields } from "../platform/bodies.ts";
import { type Db, query } from "../platform/database.ts";
import type { Services } from "../platform/docket.ts";
import type { RequestContext } from "../platform/front-door.ts";
import { requireTicket } from "../tickets/require-ticket.ts";

async function ticketErrors(db: Db, { ticket }: { ticket?: string }): Promise<FieldErrors> {
  if (!ticket || (await query(db, "select 1 from tickets where id = $1 and deleted_at is null", [ticket])).length > 0)
    return {};
  return { ticket: [`Invalid pk "${ticket}" - object does not exist.`] };
}

/** Reads the fields of a comment, and checks that its ticket exists. */
export async function readCommentFields(
  { zone }: Services,
  ctx: RequestContext,
  how: How,
  first?: () => Promise<unknown>,
) {
  const values = await readFields(ctx.request, wire.commentFields, {
    how,
    zone,
    first,
    references: (values) => ticketErrors(ctx.db, values),
  });
  const errors = await ticketErrors(ctx.db, values);
  if (errors.ticket) {
    await first?.();
    throw invalid(errors);
  }
  return values;
}

/** The text of add_comment: any text that is not empty, without trimming; the error for none is the Django backend's. */
export async function readAddComment(
  docket: Services,
  ctx: RequestContext,
  id: string,
): Promise<{ text: string; isInternal: boolean }> {
  const first = requireTicket(ctx, id);
  const { data, isForm } = await readBody(ctx.request).catch(async (problem: unknown) => {
    await first();
    throw problem;
  });
  const problem = notADictionary(data);
  const body = (problem ? {} : data) as { text?: unknown };
  const isEmpty = !body.text || (typeof body.text === "object" && Object.keys(body.text).length === 0);
  const text = pythonText(body.text ?? "");
  const { values, errors } = check({ is_internal: addComment.body.is_internal }, problem ? {} : data, {
    zone: docket.zone,
    form: isForm,
  });
  const fault = check({ text: wire.commentFields.text }, { text }, { zone: docket.zone }).errors;
  const isBlank = isEmpty || fault?.text?.[0] === "This field may not be blank.";
  if (!problem && !isBlank && !errors && !fault) return { text, isInternal: values.is_internal ?? false };
  await first();
  if (problem) throw invalid({ non_field_errors: [problem] });
  if (isBlank) throw failure(400, "text is required");
  throw invalid({ ...fault, ...errors });
}
