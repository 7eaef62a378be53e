import { failure } from "../../wire/problems.ts";
import { echo, parseUuid } from "../../wire/python-values.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query } from "../platform/database.ts";
import { attach } from "./attachments.ts";
import type { TicketUpload } from "./receive-file.ts";

/** Puts an uploaded file on the ticket that came with it. */
export async function uploadAttachment(db: Db, actor: Actor, { ticket, file }: TicketUpload): Promise<string> {
  const id = await attach(db, actor, { ticket: await requireTicketId(db, ticket), ...file });
  if (!id) throw failure(404, "Ticket not found");
  return id;
}

async function requireTicketId(db: Db, text: string): Promise<string> {
  if (!text) throw failure(400, "ticket is required");
  const id = parseUuid(text);
  if (!id) throw failure(400, `['“${echo(text)}” is not a valid UUID.']`);
  const rows = await query(db, "select 1 from tickets where id = $1 and deleted_at is null", [id]);
  if (rows.length === 0) throw failure(404, "Ticket not found");
  return id;
}
