import { MERGE_UNDO_HOURS, SHOWN_MERGES } from "../../wire/merges.ts";
import { may } from "../../wire/permissions.ts";
import { conflict, invalid, noSuch } from "../../wire/problems.ts";
import { type MovedFiles, moveFiles, returnFiles } from "../attachments/move.ts";
import { moveChecklist, returnChecklist } from "../checklists/checklists.ts";
import { copyDescription, moveComments, removeComment, touchConversation } from "../comments/move.ts";
import {
  describeByMessage,
  describeByTicket,
  type JoinedPeople,
  joiningPeople,
  joinPeople,
  moveEmails,
  unjoinPeople,
} from "../emails/move.ts";
import { type MovedIncoming, moveIncoming, returnIncoming } from "../incoming/move.ts";
import { type Db, query, transact } from "../platform/database.ts";
import type { Actor } from "../platform/front-door.ts";
import { restoreMerged, trashMerged } from "../tickets/merged.ts";
import { fullName } from "../users/names.ts";
import { copyFollowers, removeFollowers } from "./followers.ts";
import { moveLinks, returnLinks } from "./links.ts";

interface TicketRow {
  id: string;
  ticket_number: string;
  subject: string;
}

/** Everything that a merge moved, so that it can be undone. */
interface MergeRecord {
  description: string;
  /** The contact whose description it is, and whether it was an internal note. Merges of older versions have neither. */
  contact?: string | null;
  is_note?: boolean;
  comments: string[];
  files: MovedFiles;
  emails: string[];
  incoming: MovedIncoming;
  people: JoinedPeople;
  followers: string[];
  /** Merges of older versions have none. */
  links?: string[];
  steps?: string[];
}

/** Both tickets, locked until the transaction ends; in one order, so that two merges never wait for each other. */
async function lockBoth(db: Db, source: string, target: string): Promise<{ source: TicketRow; target: TicketRow }> {
  if (source === target) throw invalid({ into: ["A ticket cannot be merged into itself."] });
  const rows = await query<TicketRow>(
    db,
    `select id, ticket_number, subject
     from tickets
     where id = any($1::uuid[]) and deleted_at is null
     order by id
     for update`,
    [[source, target]],
  );
  const find = (id: string) => rows.find((row) => row.id === id);
  if (!find(source)) throw noSuch("Ticket");
  if (!find(target)) throw invalid({ into: [`Invalid pk "${target}" - object does not exist.`] });
  return { source: find(source)!, target: find(target)! };
}

async function requireNoWaitingReply(db: Db, ticket: string): Promise<void> {
  const waiting = await query(db, "select 1 from replies where ticket = $1 and state = 'waiting'", [ticket]);
  if (waiting.length > 0) throw conflict("A reply to this ticket is about to be sent. Try again in a moment.");
}

/** What a merge would move. */
export function previewMerge(db: Db, sourceId: string, targetId: string): Promise<object> {
  return transact(db, async (db) => {
    const { source, target } = await lockBoth(db, sourceId, targetId);
    const [counts] = await query<{ messages: number; files: number }>(
      db,
      `select (select count(*)::int from comments where ticket = $1) + 1 as messages,
         (select count(*)::int from attachments where ticket = $1) as files`,
      [source.id],
    );
    return { source, target, ...counts, joining: await joiningPeople(db, source.id, target.id) };
  });
}

/** Merges a ticket into another: everything moves there, and the old number leads to it. */
export function mergeTicket(db: Db, actor: Actor, sourceId: string, targetId: string): Promise<object> {
  return transact(db, async (db) => {
    const { source, target } = await lockBoth(db, sourceId, targetId);
    await requireNoWaitingReply(db, source.id);
    const moves = await moveEverything(db, actor, source.id, target.id);
    await trashMerged(db, actor, source.id, target.id);
    const version = await touchConversation(db, target.id);
    await query(
      db,
      `insert into ticket_merges (source, source_number, target, merged_by, target_version, moved)
       values ($1, $2, $3, $4, $5, $6)`,
      [source.id, source.ticket_number, target.id, actor.id, version, JSON.stringify(moves)],
    );
    return (await lastMerge(db, source.id))!;
  });
}

async function moveEverything(db: Db, actor: Actor, from: string, to: string): Promise<MergeRecord> {
  const comments = await moveComments(db, actor, { from, to });
  const description = await copyDescription(db, actor, from, to);
  await describeByMessage(db, from, description);
  const [author] = await query<Pick<MergeRecord, "contact" | "is_note">>(
    db,
    `select t.contact, exists (
       select from internal_descriptions d
       where d.ticket = t.id) as is_note
     from tickets t where t.id = $1`,
    [from],
  );
  return {
    description,
    ...author,
    comments,
    files: await moveFiles(db, from, to, description),
    emails: await moveEmails(db, from, to),
    incoming: await moveIncoming(db, from, to, description),
    people: await joinPeople(db, from, to, actor.id),
    followers: await copyFollowers(db, from, to),
    links: await moveLinks(db, from, to),
    steps: await moveChecklist(db, from, to),
  };
}

const MERGE = `m.source, m.source_number, m.target, t.ticket_number as target_number,
  wire_time(m.merged_at) as merged_at, wire_time(m.merged_at + interval '${MERGE_UNDO_HOURS} hours') as undo_until`;

/** The last merges by the actor, or by anyone for those who may undo the changes of others. */
export function listMerges(db: Db, actor: Actor): Promise<object[]> {
  const by = may(actor, "bulk.manage_any") ? null : actor.id;
  return query(
    db,
    `select ${MERGE}, s.subject as source_subject, m.merged_by, ${fullName("u")} as merged_by_name,
       m.target_version = t.version and t.deleted_at is null as can_undo
     from ticket_merges m
     join tickets t on t.id = m.target
     join tickets s on s.id = m.source
     left join users u on u.id = m.merged_by
     where m.undone_at is null
       and m.merged_at > now() - interval '${MERGE_UNDO_HOURS} hours'
       and ($1::uuid is null or m.merged_by = $1)
     order by m.merged_at desc, m.id
     limit ${SHOWN_MERGES}`,
    [by],
  );
}

async function lastMerge(db: Db, source: string): Promise<object | null> {
  const [row] = await query<object>(
    db,
    `select ${MERGE}
     from ticket_merges m
     join tickets t on t.id = m.target
     where m.source = $1 and m.undone_at is null`,
    [source],
  );
  return row ?? null;
}

interface MergeRow {
  id: string;
  target: string;
  target_version: number;
  moved: MergeRecord;
  is_late: boolean;
}

/** Moves everything back, as long as nothing else has happened to the target. */
export function undoMerge(db: Db, actor: Actor, source: string): Promise<TicketRow> {
  return transact(db, async (db) => {
    const [merge] = await query<MergeRow>(
      db,
      `select id, target, target_version, moved, merged_at < now() - interval '${MERGE_UNDO_HOURS} hours' as is_late
       from ticket_merges where source = $1 and undone_at is null for update`,
      [source],
    );
    if (!merge) throw noSuch("Merge");
    if (merge.is_late) throw conflict(`Merges can only be undone for ${MERGE_UNDO_HOURS} hours.`);
    const rows = await query<TicketRow & { version: number; is_trashed: boolean }>(
      db,
      `select id, ticket_number, subject, version, deleted_at is not null as is_trashed
       from tickets where id = any($1::uuid[]) order by id for update`,
      [[source, merge.target]],
    );
    const [own, target] = [source, merge.target].map((id) => rows.find((row) => row.id === id));
    if (!own || !target || target.is_trashed) throw conflict("One of the tickets has been deleted.");
    if (target.version !== merge.target_version)
      throw conflict(`Something has happened in ${target.ticket_number} since the merge, so it cannot be undone.`);
    await returnEverything(db, actor, merge, source);
    await query(db, "update ticket_merges set undone_at = now() where id = $1", [merge.id]);
    const { id, ticket_number, subject } = own;
    return { id, ticket_number, subject };
  });
}

async function returnEverything(db: Db, actor: Actor, { target, moved }: MergeRow, source: string): Promise<void> {
  await returnLinks(db, target, source, moved.links ?? []);
  await returnChecklist(db, source, moved.steps ?? []);
  await removeFollowers(db, target, moved.followers);
  await unjoinPeople(db, moved.people);
  await returnIncoming(db, moved.incoming, target, source);
  await moveEmails(db, target, source, moved.emails);
  await describeByTicket(db, moved.description);
  await returnFiles(db, moved.files, target, source);
  // its description is still in the merged ticket
  await removeComment(db, moved.description);
  await moveComments(db, actor, { from: target, to: source, ids: moved.comments });
  await restoreMerged(db, actor, source, target);
  await touchConversation(db, source);
  await touchConversation(db, target);
}
