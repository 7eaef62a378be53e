import { INCOMING_OUTCOMES, INCOMING_STATES, MATCHES } from "../../wire/incoming-words.ts";
import { conflict, noSuch } from "../../wire/problems.ts";
import { moveFilesOf } from "../attachments/attachments.ts";
import { updateComment } from "../comments/comments.ts";
import { addCopies } from "../emails/from-incoming.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query, transact } from "../platform/database.ts";
import { filterReader, termConditions } from "../platform/filters.ts";
import { newestFirst, sortColumns } from "../platform/paging.ts";
import type { Conditions, RowQuery, RowView } from "../platform/row-list.ts";
import type { Intake } from "./context.ts";
import { decisionsSql, obstacleSql, requireReleasable } from "./decisions.ts";
import { tooLargeWords } from "./receive.ts";
import { incomingUpdated } from "./updated.ts";

const sortable = sortColumns("i");
const same = (names: string) => Object.fromEntries(names.split(" ").map((name) => [name, `i.${name}`]));

export const incomingView: RowView = {
  from: "incoming_emails i left join tickets t on t.id = i.ticket",
  columns: {
    ...same("id mailbox arrived_by"),
    received_at: "wire_time(i.received_at)",
    size: "coalesce(i.full_size, i.size)",
    ...same("state outcome reason reason_detail matched_by matched_text from_address from_name subject ticket"),
    ticket_number: "t.ticket_number",
    ...same("comment duplicate_of"),
    verdict: "i.auth ->> 'verdict'",
    suggestions: "i.suggestions",
    ended_at: "wire_time(i.ended_at)",
  },
  sortable: {
    received_at: sortable("received_at", "timestamptz"),
    size: { expression: "coalesce(i.full_size, i.size)", type: "bigint" },
    from_address: { expression: "coalesce(i.from_address, '')", type: "text" },
  },
  order: [],
  end: newestFirst("i", "received_at"),
};

export const incomingDetailView = (maxEmailBytes: number): RowView => ({
  ...incomingView,
  from: `${incomingView.from} left join email_messages m on m.incoming = i.id`,
  columns: {
    ...incomingView.columns,
    ...same("message_id tries envelope auth signals"),
    decisions: decisionsSql(maxEmailBytes),
    obstacle: obstacleSql(maxEmailBytes),
    has_source: "i.file is not null",
    is_whole: "i.full_size is null",
    // quoted, because it is a word of SQL
    '"to"': "coalesce(m.recipients, '[]')",
    cc: "coalesce(m.copies, '[]')",
    sent_at: "wire_time(m.sent_at)",
    quoted_html: "coalesce(m.quoted_html, '')",
  },
});

/** The filters of the list. */
export function incomingFilter(filters: RowQuery["query"]): Conditions {
  const { words, uuid, check } = filterReader(filters);
  const lists = {
    state: words("state", INCOMING_STATES),
    outcome: words("outcome", INCOMING_OUTCOMES),
    matched_by: words("matched_by", MATCHES),
  };
  const ids = { mailbox: uuid("mailbox"), ticket: uuid("ticket") };
  check();
  return (sql) => [
    ...Object.entries(lists).flatMap(([name, values]) =>
      values.length > 0 ? [`i.${name} = any(${sql.add(values)}::text[])`] : [],
    ),
    ...Object.entries(ids).flatMap(([name, id]) => (id ? [`i.${name} = ${sql.add(id)}::uuid`] : [])),
    ...termConditions(filters.search, ["i.from_address", "i.from_name", "i.subject"], sql),
  ];
}

/** Counts every email once, by its outcome. */
export async function countIncoming(db: Db): Promise<Record<string, number>> {
  const of = (condition: string) => `count(*) filter (where ${condition})::int`;
  const countDone = (outcome: string) => of(`state = 'done' and outcome = '${outcome}'`);
  const [row] = await query<Record<string, number>>(
    db,
    `select count(*)::int as received, ${countDone("ticket")} as tickets, ${countDone("reply")} as replies,
      ${countDone("third_party")} as third_party,
       ${countDone("bounce")} as bounces, ${countDone("automatic")} as automatic, ${countDone("duplicate")} as duplicates,
       ${of("state = 'quarantined'")} as quarantined, ${of("state = 'held'")} as held,
         ${of("state = 'rejected'")} as rejected,
       ${of("state = 'received'")} as pending
     from incoming_emails`,
  );
  return row!;
}

const SOURCE_DELETED = "The source of this email was deleted because of its age.";

interface Row {
  file: string | null;
  full_size: number | null;
  state: string;
  outcome: string | null;
  ticket: string | null;
  comment: string | null;
  from_address: string | null;
  from_name: string | null;
}

async function lock(db: Db, id: string): Promise<Row> {
  const [row] = await query<Row>(
    db,
    `select file, full_size::float8, state, outcome, ticket, comment, from_address, from_name
     from incoming_emails
     where id = $1
     for update`,
    [id],
  );
  if (!row) throw noSuch("IncomingEmail");
  return row;
}

type Limits = Pick<Intake, "maxEmailBytes">;

/** Lets an email be read from the beginning. One of which only the header is stored is fetched first, if it is small enough. */
async function again(
  db: Db,
  actor: Actor,
  id: string,
  { full_size: size }: Row,
  { maxEmailBytes, ticket }: Limits & { ticket: string | null },
): Promise<void> {
  if (size !== null && size > maxEmailBytes)
    throw conflict(
      `${tooLargeWords(size, maxEmailBytes)} Only its header is here; the whole email is on the mail server.`,
    );
  await query(
    db,
    `with decided as (
       update incoming_emails
       set state = 'received', outcome = null, reason = null, reason_detail = null, tries = 0, locked_until = null,
         ended_at = null, released_by = $2, chosen_ticket = $3 where id = $1 returning id)
     ${incomingUpdated("decided", "$2")}`,
    [id, actor.id, ticket],
  );
}

/** Lets a quarantined email be read again, for example after an upgrade. */
export const retryEmail = (db: Db, actor: Actor, id: string, { maxEmailBytes }: Limits): Promise<void> =>
  transact(db, async (db) => {
    const row = await lock(db, id);
    if (row.state !== "quarantined") throw conflict("Only a quarantined email can be read again.");
    await again(db, actor, id, row, { maxEmailBytes, ticket: null });
  });

/** Releases a held email, or takes the sender of an internal message into the conversation. */
export const releaseEmail = (db: Db, actor: Actor, id: string, { maxEmailBytes }: Limits): Promise<void> =>
  transact(db, async (db) => {
    const row = await lock(db, id);
    if (row.state === "held") {
      await again(db, actor, id, row, { maxEmailBytes, ticket: null });
      return;
    }
    if (row.outcome !== "third_party") throw conflict("Only a held email, or one from a third party, can be released.");
    await requireReleasable(db, id, maxEmailBytes);
    await updateComment(db, actor, row.comment!, { is_internal: false });
    await addCopies(db, row.ticket!, [{ address: row.from_address!, name: row.from_name ?? "", isAccepted: true }]);
    await query(
      db,
      `update incoming_emails
       set outcome = 'reply', reason = null, matched_by = 'person', released_by = $2
       where id = $1`,
      [id, actor.id],
    );
  });

export const rejectEmail = (db: Db, actor: Actor, id: string): Promise<void> =>
  transact(db, async (db) => {
    const { state } = await lock(db, id);
    if (state === "rejected") return;
    if (state !== "held" && state !== "quarantined")
      throw conflict("Only an email that is held or quarantined can be rejected.");
    await query(
      db,
      `with decided as (
         update incoming_emails set state = 'rejected', ended_at = now() where id = $1 returning id)
       ${incomingUpdated("decided", "$2")}`,
      [id, actor.id],
    );
  });

/** Moves an email's message and files to another ticket; an email without a message gets one there. */
export const moveEmail = (
  db: Db,
  actor: Actor,
  id: string,
  { maxEmailBytes, ticket }: Limits & { ticket: string },
): Promise<void> =>
  transact(db, async (db) => {
    const row = await lock(db, id);
    if (row.outcome === "ticket") throw conflict("This email opened a ticket. Merge the tickets instead.");
    if (!row.comment) {
      if (row.state === "received") throw conflict("This email is being read. Try again in a moment.");
      if (row.outcome === "bounce" || row.outcome === "duplicate") throw conflict("This email has no message to move.");
      if (row.file === null) throw conflict(SOURCE_DELETED);
      await again(db, actor, id, row, { maxEmailBytes, ticket });
      return;
    }
    await updateComment(db, actor, row.comment, { ticket });
    await moveFilesOf(db, row.comment, ticket);
    await query(db, "update email_messages set ticket = $2 where incoming = $1", [id, ticket]);
    await query(db, "update incoming_emails set ticket = $2, matched_by = 'person' where id = $1", [id, ticket]);
  });

const fileOf = async (db: Db, id: string): Promise<{ file: string; size: number; is_whole: boolean }> => {
  const [row] = await query<{ file: string | null; size: number; is_whole: boolean }>(
    db,
    "select file, size, full_size is null as is_whole from incoming_emails where id = $1",
    [id],
  );
  if (!row) throw noSuch("IncomingEmail");
  if (row.file === null) throw conflict(SOURCE_DELETED);
  return { ...row, file: row.file };
};

const SHOWN_BYTES = 1024 * 1024;

/** The source of an email; of a large one, its first megabyte. */
export async function readSource({ storage }: Pick<Intake, "storage">, db: Db, id: string) {
  const { file, size, is_whole } = await fileOf(db, id);
  const stream = await storage.read(file, { start: 0, end: Math.min(size, SHOWN_BYTES) - 1 });
  if (!stream) throw noSuch("IncomingEmail");
  return { raw: Buffer.concat(await stream.toArray()).toString("latin1"), is_whole: is_whole && size <= SHOWN_BYTES };
}
