import { type Db, query } from "../platform/database.ts";

/** The emails that brought messages to a ticket, and the one that opened it. */
export interface MovedIncoming {
  incoming: string[];
  messages: string[];
  opening: string[];
}

const idsOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

/** Moves the emails of a ticket with its messages. The email that opened the ticket moves with the description. */
export async function moveIncoming(db: Db, from: string, to: string, description: string): Promise<MovedIncoming> {
  const opening = await query<{ id: string }>(
    db,
    "update email_messages set ticket = $2, comment = $3 where ticket = $1 and comment is null returning id",
    [from, to, description],
  );
  const messages = await query<{ id: string }>(
    db,
    "update email_messages set ticket = $2 where ticket = $1 returning id",
    [from, to],
  );
  const incoming = await query<{ id: string }>(
    db,
    "update incoming_emails set ticket = $2 where ticket = $1 returning id",
    [from, to],
  );
  return { incoming: idsOf(incoming), messages: idsOf(messages), opening: idsOf(opening) };
}

export async function returnIncoming(db: Db, move: MovedIncoming, from: string, to: string): Promise<void> {
  const { incoming, messages, opening } = move;
  await query(
    db,
    `update email_messages set ticket = $3, comment = case when id = any($4::uuid[]) then null else comment end
     where id = any($1::uuid[]) and ticket = $2`,
    [[...messages, ...opening], from, to, opening],
  );
  await query(db, "update incoming_emails set ticket = $3 where id = any($1::uuid[]) and ticket = $2", [
    incoming,
    from,
    to,
  ]);
}

/**
 * Moves the email of one message with it. If the message becomes a description, the email becomes the first one of the
 * ticket.
 */
export async function moveIncomingOf(db: Db, comment: string, ticket: string, isOpening: boolean): Promise<void> {
  await query(
    db,
    `update email_messages set ticket = $2, comment = case when not $3 then comment end where comment = $1`,
    [comment, ticket, isOpening],
  );
  await query(
    db,
    `update incoming_emails
     set ticket = $2, matched_by = 'person', comment = case when not $3 then comment end
     where comment = $1`,
    [comment, ticket, isOpening],
  );
}

/** Rejects the suggestion that a ticket belongs to others. */
export const dismissSuggestions = (db: Db, ticket: string) =>
  query(db, "update incoming_emails set suggestions = '[]' where ticket = $1 and outcome = 'ticket'", [ticket]);
