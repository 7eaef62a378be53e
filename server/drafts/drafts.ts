import { isDeepStrictEqual } from "node:util";
import type { ReplyRecipient } from "../../wire/address-list.ts";
import type { draftFields, newTicketDraftFields } from "../../wire/drafts.ts";
import type { Values } from "../../wire/fields.ts";
import { noSuch, Problem } from "../../wire/problems.ts";
import { type Db, query } from "../platform/database.ts";
import { type AnswerRow, MAX_SMALL_BYTES } from "../platform/large-answers.ts";
import { draftColumns, filesJson } from "./draft-json.ts";
import { recipientsFrom } from "./recipients.ts";

export type DraftValues = Partial<Values<typeof draftFields>>;
/** The most drafts in one list; a page of this size is always answered. */
const MAX_LISTED_DRAFTS = 100;

export type NewTicketValues = Partial<Values<typeof newTicketDraftFields>>;

// keeps the files that still exist: a file that was deleted in another window must not prevent saving the text
const keptFiles = (ids: string, owner: string) =>
  `(select coalesce(array_agg(f.id order by n.place), '{}')
   from unnest(${ids}::uuid[]) with ordinality as n (id, place)
    join draft_files f on f.id = n.id and f.owner = ${owner} and f.reply is null)`;

/** A user's draft reply to a ticket as JSON text; an empty one if there is none. */
export async function showDraft(db: Db, owner: string, ticket: string): Promise<string> {
  const [row] = await query<{ json: string }>(
    db,
    `select row_to_json(x)::text as json
     from (
       select ${draftColumns}
       from tickets t
       left join drafts d on d.ticket = t.id and d.owner = $2
       where t.id = $1 and t.deleted_at is null) x`,
    [ticket, owner],
  );
  if (!row) throw noSuch("Ticket");
  return row.json;
}

const jsonOrNull = (value: unknown) => (value === null ? null : JSON.stringify(value));

/** Saves a draft, or deletes it if it is empty; 409 if it is not at the version that the caller started from. */
export async function saveDraft(db: Db, owner: string, ticket: string, values: DraftValues): Promise<string> {
  const { text = "", is_internal = false, status = null, files = [], changes = {}, version = null } = values;
  const recipients = recipientsFrom(values, values.recipients);
  const changesJson = JSON.stringify(changes);
  const isEmpty = text === "" && !is_internal && status === null && files.length === 0 && changesJson === "{}";
  const isDeleted = isEmpty && !recipients;
  const macros = isDeleted ? [] : (values.macros ?? []);
  if (isDeleted)
    await query(db, "delete from drafts where owner = $1 and ticket = $2 and ($3::bigint is null or version = $3)", [
      owner,
      ticket,
      version,
    ]);
  else
    await query(
      db,
      `insert into drafts (owner, ticket, text, is_internal, status, files, changes, recipients, macros)
       select $1, t.id, $3, $4, $5::ticket_status, ${keptFiles("$6", "$1")}, $8::jsonb, $9::jsonb, $10::uuid[]
       from tickets t
       where t.id = $2 and t.deleted_at is null
         and (coalesce($7::bigint, 0) = 0 or exists (
           select from drafts
           where owner = $1 and ticket = $2))
       on conflict (owner, ticket) do update set text = excluded.text, is_internal = excluded.is_internal,
         status = excluded.status, files = excluded.files, changes = excluded.changes,
         recipients = excluded.recipients, macros = excluded.macros, version = excluded.version, updated_at = now()
       where (drafts.text, drafts.is_internal, drafts.status, drafts.files, drafts.changes, drafts.recipients,
           drafts.macros)
           is distinct from (excluded.text, excluded.is_internal, excluded.status, excluded.files, excluded.changes,
             excluded.recipients, excluded.macros)
         and ($7::bigint is null or drafts.version = $7)`,
      [owner, ticket, text, is_internal, status, files, version, changesJson, jsonOrNull(recipients), macros],
    );
  const json = await showDraft(db, owner, ticket);
  if (version !== null) refuseOther(json, { text, is_internal, status, changes, recipients, macros }, files);
  return json;
}

// Saving twice over a bad connection is not a conflict: a stored draft that equals the sent one is the sent one.
function refuseOther(json: string, values: Record<string, unknown>, files: readonly string[]): void {
  const draft = JSON.parse(json) as Record<string, unknown> & { files: { id: string }[] };
  const isSame =
    Object.entries(values).every(([name, value]) => isDeepStrictEqual(draft[name], value)) &&
    draft.files.every(({ id }) => files.includes(id));
  if (isSame) return;
  throw changedElsewhere(draft.version);
}

const changedElsewhere = (version: unknown) =>
  new Problem(409, { detail: "Your draft was changed in another window or on another device.", version });

/** Deletes a draft, for example when a reply is made from it; 409 if it is not at the version that the caller knows. */
export async function deleteDraft(db: Db, owner: string, ticket: string, version?: number | null): Promise<void> {
  const [row] = await query<{ version: number }>(
    db,
    "delete from drafts where owner = $1 and ticket = $2 returning version",
    [owner, ticket],
  );
  const had = row?.version ?? 0;
  if (typeof version === "number" && had !== version) throw changedElsewhere(had);
}

export interface TakenBack {
  ticket: string;
  text: string;
  is_internal: boolean;
  status: string | null;
  files: readonly string[];
  changes: Record<string, unknown>;
  recipients: readonly ReplyRecipient[] | null;
  macros: readonly string[];
}

const NOTHING = "('', '<p></p>')";

/** Whether a draft has content that its author would miss, as SQL; the choice of "internal note" alone does not count. */
export const hasContent = (draft: string): string =>
  `(${draft}.text not in ${NOTHING} or ${draft}.files <> '{}' or ${draft}.status is not null
    or ${draft}.changes <> '{}')`;

/** Returns an unsent reply to its author's draft, before text written since. A note stays a note. */
export const restoreDraft = (db: Db, owner: string, reply: TakenBack) =>
  query(
    db,
    `insert into drafts (owner, ticket, text, is_internal, status, files, changes, recipients, macros)
     values ($1, $2, $3, $4, $5::ticket_status, $6::uuid[], $7::jsonb, $8::jsonb, $9::uuid[])
     on conflict (owner, ticket) do update set
       text = case when drafts.text in ${NOTHING} or drafts.text = excluded.text then excluded.text
         else excluded.text || E'\\n' || drafts.text end,
       is_internal = excluded.is_internal or (drafts.is_internal and drafts.text not in ${NOTHING}),
       status = coalesce(excluded.status, drafts.status),
       files = excluded.files || array(
         select x
         from unnest(drafts.files) x
         where x <> all (excluded.files)),
       changes = excluded.changes || drafts.changes, recipients = coalesce(excluded.recipients, drafts.recipients),
       macros = excluded.macros || array(
         select x
         from unnest(drafts.macros) x
         where x <> all (excluded.macros)),
       version = excluded.version, updated_at = now()`,
    [
      owner,
      reply.ticket,
      reply.text,
      reply.is_internal,
      reply.status,
      reply.files,
      JSON.stringify(reply.changes),
      jsonOrNull(reply.recipients),
      reply.macros,
    ],
  );

const LISTED_DRAFT = `
  select row_to_json(x)::text
  from (
    select ${draftColumns}, t.ticket_number, t.subject) x`;

/** The draft replies that a user changed last, as JSON texts; large ones are read when the client takes them. */
export async function listDrafts(db: Db, owner: string, finish: (json: string) => string): Promise<AnswerRow[]> {
  const rows = await query<{ ticket: string; size: number; json: string | null }>(
    db,
    `select d.ticket, octet_length(d.text) as size,
       case when octet_length(d.text) <= ${MAX_SMALL_BYTES} then (${LISTED_DRAFT}) end as json
     from drafts d join tickets t on t.id = d.ticket
     where d.owner = $1 and t.deleted_at is null and ${hasContent("d")}
     order by d.updated_at desc, d.ticket limit ${MAX_LISTED_DRAFTS}`,
    [owner],
  );
  return rows.map(({ ticket, size, json }) =>
    json === null
      ? {
          size,
          read: async function* () {
            yield finish(await largeDraft(db, owner, ticket));
          },
        }
      : finish(json),
  );
}

async function largeDraft(db: Db, owner: string, ticket: string): Promise<string> {
  const [row] = await query<{ json: string }>(
    db,
    `select (${LISTED_DRAFT}) as json
     from drafts d
     join tickets t on t.id = d.ticket
     where d.owner = $1 and d.ticket = $2`,
    [owner, ticket],
  );
  // if the draft was sent in the meantime, only the ticket's ID is left
  return row?.json ?? JSON.stringify({ ticket });
}

export interface NewTicketDraft {
  fields: string;
  files: string;
  updated_at: string | null;
  version: number;
}

/** A user's draft ticket: its parts as JSON text. */
export async function showNewTicketDraft(db: Db, owner: string): Promise<NewTicketDraft> {
  const [row] = await query<NewTicketDraft>(
    db,
    `select d.fields, ${filesJson("d.files", "f.owner = d.owner and f.reply is null")}::text as files, d.updated_at,
      d.version
     from new_ticket_drafts d where d.owner = $1`,
    [owner],
  );
  return row ?? { fields: "{}", files: "[]", updated_at: null, version: 0 };
}

export async function saveNewTicketDraft(db: Db, owner: string, values: NewTicketValues): Promise<NewTicketDraft> {
  const { files = [], version = null } = values;
  const fields = JSON.stringify(values.fields);
  await query(
    db,
    `insert into new_ticket_drafts (owner, fields, files)
     select $1, $2, ${keptFiles("$3", "$1")}
     where coalesce($4::bigint, 0) = 0 or exists (select from new_ticket_drafts where owner = $1)
     on conflict (owner) do update set fields = excluded.fields, files = excluded.files, version = excluded.version,
       updated_at = now()
     where (new_ticket_drafts.fields, new_ticket_drafts.files) is distinct from (excluded.fields, excluded.files)
       and ($4::bigint is null or new_ticket_drafts.version = $4)`,
    [owner, fields, files, version],
  );
  const draft = await showNewTicketDraft(db, owner);
  const isSame =
    draft.fields === fields && (JSON.parse(draft.files) as { id: string }[]).every(({ id }) => files.includes(id));
  if (version === null || isSame) return draft;
  throw changedElsewhere(draft.version);
}

export const dropNewTicketDraft = (db: Db, owner: string) =>
  query(db, "delete from new_ticket_drafts where owner = $1", [owner]);
