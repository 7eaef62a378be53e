import { MAX_MESSAGES } from "../../wire/bulk.ts";
import { invalid, Problem } from "../../wire/problems.ts";
import { addComment } from "../comments/comments.ts";
import { renderForTickets } from "../macros/apply.ts";
import { countUses, showMacro } from "../macros/macros.ts";
import { attachFiles, lockFiles, type SavedFile } from "../macros/saved-files.ts";
import { inputValues } from "../macros/values.ts";
import type { Actor } from "../platform/actor.ts";
import { type Db, query } from "../platform/database.ts";
import { changeMany, lockTickets, type ManyChanges } from "../tickets/many.ts";
import type { ChangeOutcome } from "../tickets/trash-many.ts";

const NAMED_TICKETS = 20;

/** What a bulk change writes into each ticket: a macro as it was when the change was requested. */
export interface BulkMessage {
  macro: string;
  name: string;
  texts: Record<string, string>;
  inputs: Record<string, string | null>;
  /** IDs of the macro's files. Changes that were requested before macros had files have none. */
  files?: string[];
  is_internal: boolean;
  via: Actor["via"];
}

/** A macro for many tickets: its changes, and its text unless it has none. */
export interface ManyMacro {
  /** Null for changes that a user chose. */
  macro: string | null;
  changes: ManyChanges;
  message: BulkMessage | null;
}

/** The macro that a user wants to apply to many tickets. An internal macro never becomes a reply. */
export async function macroForMany(
  db: Db,
  actor: Actor,
  fields: { macro: string; inputs: Record<string, unknown>; is_internal: boolean | undefined },
): Promise<ManyMacro> {
  const macro = await showMacro(db, actor, fields.macro).catch((error: unknown) => {
    if (!(error instanceof Problem && error.status === 404)) throw error;
    throw invalid({ macro: [`Invalid pk "${fields.macro}" - object does not exist.`] });
  });
  if (macro.is_internal && fields.is_internal === false)
    throw invalid({ is_internal: ["This macro is for internal notes."] });
  const inputs = inputValues(fields.inputs, macro.inputs);
  const texts = macro.texts as Record<string, string>;
  const changes = macro.changes as ManyChanges;
  if (Object.keys(texts).length === 0) return { macro: macro.id, changes, message: null };
  const is_internal = fields.is_internal ?? macro.is_internal;
  const { id, name } = macro;
  const files = macro.files.map((file) => file.id);
  return { macro: id, changes, message: { macro: id, name, texts, inputs, files, is_internal, via: actor.via } };
}

export interface TicketBlanks {
  ticket: string;
  ticket_number: string;
  blanks: string[];
}

/** Those of these tickets in whose text a blank stays open. */
export async function openBlanks(
  db: Db,
  agent: string,
  message: BulkMessage,
  tickets: readonly string[],
): Promise<TicketBlanks[]> {
  const texts = await renderForTickets(db, agent, message, tickets);
  return texts
    .filter(({ blanks }) => blanks.length > 0)
    .map(({ ticket, ticket_number, blanks }) => ({ ticket, ticket_number, blanks }));
}

/** Refuses a bulk change while a blank stays open in any ticket, and says in which. */
export async function requireFilled(
  db: Db,
  agent: string,
  message: BulkMessage,
  tickets: readonly string[],
): Promise<void> {
  const open = await openBlanks(db, agent, message, tickets);
  const names = [...new Set(open.flatMap(({ blanks }) => blanks))];
  if (names.length === 0) return;
  throw invalid({ macro: names.map((name) => blankText(name, open)) });
}

function blankText(name: string, open: readonly TicketBlanks[]): string {
  const numbers = open.filter(({ blanks }) => blanks.includes(name)).map(({ ticket_number }) => ticket_number);
  const more = numbers.length - NAMED_TICKETS;
  const list = numbers.slice(0, NAMED_TICKETS).join(", ");
  return `{{ ${name} }} has no value in ${list}${more > 0 ? ` and ${more} more` : ""}.`;
}

/** Refuses more tickets than may receive a text at once. */
export function limitMessages(total: number): void {
  if (total > MAX_MESSAGES)
    throw invalid({ macro: [`A macro with a text can be applied to at most ${MAX_MESSAGES} tickets.`] });
}

interface Batch {
  id: string;
  created_by: string | null;
  changes: ManyChanges;
  message: BulkMessage;
  triggers_reactions: boolean;
}

const failure = (ticket: string, reason: string): ChangeOutcome => ({
  ticket,
  outcome: "failed",
  reason,
  before: null,
  version: null,
});

/**
 * Changes tickets and writes the text into each, in the caller's transaction. A ticket that cannot be changed, or whose text
 * has a blank by now, gets neither.
 */
export async function writeMany(
  db: Db,
  { id, created_by, changes, message, triggers_reactions }: Batch,
  tickets: readonly string[],
): Promise<ChangeOutcome[]> {
  if (!created_by) return tickets.map((ticket) => failure(ticket, "The user who started this no longer exists."));
  await lockTickets(db, tickets);
  const files = await filesOf(db, message);
  if (!files) return tickets.map((ticket) => failure(ticket, "A file of the macro was deleted in the meantime."));
  const texts = new Map((await renderForTickets(db, created_by, message, tickets)).map((each) => [each.ticket, each]));
  const isReady = (ticket: string) => texts.get(ticket)?.blanks.length === 0 && !texts.get(ticket)?.problem;
  const outcomes = await changeOrCheck(db, id, { created_by, changes, triggers_reactions }, tickets.filter(isReady));
  const results: ChangeOutcome[] = [];
  for (const outcome of outcomes) {
    if (outcome.outcome === "failed") results.push(outcome);
    else {
      const author = { kind: "user", id: created_by, via: message.via } as const;
      const { ticket } = outcome;
      const { comment } = await addComment(db, author, ticket, texts.get(ticket)!.text, message.is_internal, {
        macros: [message.macro],
      });
      await attachFiles(db, author, files, { ticket, comment });
      results.push({ ...outcome, outcome: "changed" });
    }
  }
  await countUses(
    db,
    created_by,
    message.macro,
    results.filter(({ outcome }) => outcome === "changed").map(({ ticket }) => ticket),
  );
  const unreadyTickets = tickets.filter((ticket) => !isReady(ticket));
  return [...results, ...unreadyTickets.map((ticket) => failure(ticket, whyNot(texts.get(ticket))))];
}

/** The macro's files as they were when the change was requested; null if one is gone. */
async function filesOf(db: Db, { macro, files = [] }: BulkMessage): Promise<SavedFile[] | null> {
  if (files.length === 0) return [];
  const savedFiles = (await lockFiles(db, { macro })).filter(({ id }) => files.includes(id));
  return savedFiles.length === files.length ? savedFiles : null;
}

function whyNot(text: { blanks: readonly string[]; problem: string | null } | undefined): string {
  if (!text) return "The ticket does not exist.";
  return text.problem ?? `{{ ${text.blanks[0]} }} has no value.`;
}

/** Makes the changes; without any, only says which tickets are in the trash. */
async function changeOrCheck(
  db: Db,
  about: string,
  { created_by, changes, triggers_reactions }: Omit<Batch, "id" | "message">,
  tickets: readonly string[],
): Promise<ChangeOutcome[]> {
  if (Object.keys(changes).length > 0) return changeMany(db, created_by, about, tickets, changes, triggers_reactions);
  return query<ChangeOutcome>(
    db,
    `select id as ticket, null as before, null as version,
       case when deleted_at is null then 'unchanged' else 'failed' end as outcome,
       case when deleted_at is not null then 'The ticket is in the trash.' end as reason
     from tickets
     where id = any($1::uuid[])
     order by id`,
    [tickets],
  );
}
