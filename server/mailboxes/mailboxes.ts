import { createPrivateKey, generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import type { Values } from "../../wire/fields.ts";
import type { SignIn } from "../../wire/mailbox-words.ts";
import { mailboxFields } from "../../wire/mailboxes.ts";
import { conflict, type FieldErrors, invalid, noSuch } from "../../wire/problems.ts";
import { openToContacts } from "../access/public-ticket.ts";
import { insertEvents } from "../events/events.ts";
import type { Records } from "../platform/crud.ts";
import { type Db, query, transact } from "../platform/database.ts";
import type { RouteServices } from "../platform/docket.ts";
import type { Actor } from "../platform/front-door.ts";
import { newestFirst, sortColumns } from "../platform/paging.ts";
import { insertRow, updateRow } from "../platform/row-change.ts";
import type { RowView } from "../platform/row-list.ts";
import type { Sealing } from "../platform/sealing.ts";

type MailboxValues = Partial<Values<typeof mailboxFields>>;

type MailboxContext = Pick<RouteServices, "sealing" | "addresses">;

const ERRORS = { mailboxes_address_key: { address: ["Another mailbox has this address."] } };
const SERVER_FIELDS = ["smtp_host", "smtp_port", "smtp_security", "smtp_username", "smtp_password"] as const;
const IMAP_FIELDS = [
  "imap_host",
  "imap_port",
  "imap_security",
  "imap_username",
  "imap_password",
  "imap_folder",
  "imap_start",
  "imap_after",
  "imap_move_to",
] as const;
const SETTING_OF = { address: "MAIL_FROM", smtp: "SMTP_URL", imap: "IMAP_URL" } as const;
const DKIM_BITS = 2048;

const time = (column: string) => `wire_time(m.${column})`;
const sortable = sortColumns("m");
const IS_READ = "m.is_enabled and m.imap_host <> ''";
const FAILING_SINCE = `least(m.failing_since, case when ${IS_READ} then c.failing_since end)`;
const view: RowView = {
  from: "mailboxes m left join imap_cursors c on c.mailbox = m.id",
  columns: {
    ...Object.fromEntries(
      "id name address language signature acknowledge is_enabled is_default smtp_host smtp_port smtp_security smtp_username"
        .split(" ")
        .map((name) => [name, `m.${name}`]),
    ),
    sign_in: "m.sign_in",
    has_smtp_password: "m.smtp_password is not null",
    ...Object.fromEntries(IMAP_FIELDS.filter((name) => name !== "imap_password").map((name) => [name, `m.${name}`])),
    has_imap_password: "m.imap_password is not null",
    imap_origin: "m.imap_origin",
    imap_read_at: `case when ${IS_READ} then wire_time(c.read_at) end`,
    dkim_selector: "m.dkim_selector",
    has_dkim_key: "m.dkim_key is not null",
    has_plus_addresses: "m.has_plus_addresses",
    max_connections: "m.max_connections",
    origin: "m.origin",
    state: `case when not m.is_enabled then 'disabled' when ${FAILING_SINCE} is not null then 'failing' else 'ok' end`,
    failing_since: `wire_time(${FAILING_SINCE})`,
    last_error: `coalesce(m.last_error, case when ${IS_READ} then c.last_error end)`,
    retry_at: `wire_time(coalesce(m.retry_at, case when ${IS_READ} then c.retry_at end))`,
    created_at: time("created_at"),
    updated_at: time("updated_at"),
  },
  sortable: {
    name: sortable("name"),
    address: sortable("address"),
    created_at: sortable("created_at", "timestamptz"),
  },
  order: [{ ...sortable("name"), descending: false }],
  end: newestFirst("m"),
};

type Field = (typeof SERVER_FIELDS)[number] | (typeof IMAP_FIELDS)[number];
type Row = Record<Exclude<Field, `${string}_password`>, string | number> & {
  address: string;
  origin: "api" | "environment";
  imap_origin: "api" | "environment";
  sign_in: SignIn;
  is_enabled: boolean;
  is_default: boolean;
};

async function lockMailbox(db: Db, id: string): Promise<Row | null> {
  const [row] = await query<Row>(
    db,
    `select address, origin, imap_origin, sign_in, is_enabled, is_default, smtp_host, smtp_port, smtp_security,
      smtp_username,
       imap_host, imap_port, imap_security, imap_username, imap_folder, imap_start, imap_after, imap_move_to
     from mailboxes where id = $1 for update`,
    [id],
  );
  return row ?? null;
}

const record = (db: Db, kind: string, actor: Actor, id: string) =>
  query(db, insertEvents(kind, "mailboxes where id = $1", { actor: "$2", about: "$1::uuid" }), [id, actor.id]);

/** Errors in these values, together with the mailbox's other values. */
function mailboxErrors(values: MailboxValues, row: Row | null, publicUrl: string | null): FieldErrors {
  const errors: FieldErrors = {};
  const next = { ...(row as MailboxValues | null), ...values };
  if (row)
    for (const name of fixedFields(row)) {
      const isSame = !name.endsWith("_password") && values[name] === row[name as keyof Row];
      const setting = SETTING_OF[name.split("_", 1)[0] as keyof typeof SETTING_OF];
      if (values[name] !== undefined && !isSame) errors[name] = [`${setting} sets this field.`];
    }
  if (values.is_enabled && !next.smtp_host) errors.smtp_host = ["A mailbox needs a server before it can be enabled."];
  if (values.is_enabled && !publicUrl)
    errors.is_enabled = ["Set PUBLIC_URL first: emails contain links to this server."];
  if (values.is_default === false && row?.is_default) errors.is_default = ["Make another mailbox the default instead."];
  if (values.dkim_key && !isSigningKey(values.dkim_key))
    errors.dkim_key = ["This is not a private RSA key in PEM format."];
  if (values.dkim_selector && !/^[a-z\d](?:[a-z\d-]*[a-z\d])?$/i.test(values.dkim_selector))
    errors.dkim_selector = ["A selector can contain only letters, digits and hyphens."];
  for (const name of ["smtp_host", "imap_host"] as const)
    if (values[name] && !/^[\p{L}\p{N}.:-]+$/u.test(values[name]))
      errors[name] = ["Enter a host name or an IP address, without a port."];
  return { ...errors, ...grantErrors(values, row), ...folderErrors(values, next) };
}

const GRANT_FIELDS = ["smtp_host", "smtp_port", "smtp_security", "imap_host", "imap_port", "imap_security"] as const;

/** A token goes to the servers of the provider that has granted it, and to no other. */
function grantErrors(values: MailboxValues, row: Row | null): FieldErrors {
  if (!row || row.sign_in === "password") return {};
  const changedFields = GRANT_FIELDS.filter((name) => values[name] !== undefined && values[name] !== row[name]);
  return Object.fromEntries(
    changedFields
      .filter((name) => name !== "imap_host" || values.imap_host !== "")
      .map((name) => [name, ["Disconnect the mailbox first: the provider's servers belong to its sign-in."]]),
  );
}

/** Errors in the folder names, which become part of a command. */
function folderErrors(values: MailboxValues, next: MailboxValues): FieldErrors {
  const errors: FieldErrors = {};
  for (const name of ["imap_folder", "imap_move_to"] as const)
    if (/\p{Cc}/u.test(values[name] ?? "")) errors[name] = ["A folder name cannot contain control characters."];
  if (!next.imap_host) return errors;
  if (next.imap_after === "move" && (next.imap_move_to ?? "") === "")
    errors.imap_move_to = ["Enter the folder that emails are moved to."];
  if (next.imap_after === "move" && next.imap_move_to && next.imap_move_to === (next.imap_folder ?? "INBOX"))
    errors.imap_move_to = ["Choose another folder than the one that is read."];
  return errors;
}

/** The fields that the environment sets. */
const fixedFields = ({ origin, imap_origin }: Row) => [
  ...(origin === "environment" ? (["address", ...SERVER_FIELDS] as const) : []),
  ...(imap_origin === "environment" ? IMAP_FIELDS : []),
];

function isSigningKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === "rsa";
  } catch {
    return false;
  }
}

const SECRETS = ["smtp_password", "imap_password", "dkim_key"] as const;

/** The columns of these values, secrets sealed. */
function columnsOf(values: MailboxValues, id: string, sealing: Sealing): Record<string, unknown> {
  const columns: Record<string, unknown> = { ...values };
  for (const name of SECRETS) {
    const secret = values[name];
    if (secret !== undefined) columns[name] = secret === null ? null : sealing.seal(secret, `${name} of ${id}`);
  }
  const isOtherServer = SERVER_FIELDS.some((name) => values[name] !== undefined);
  if (isOtherServer || values.is_enabled !== undefined)
    Object.assign(columns, { failures: 0, failing_since: null, last_error: null, retry_at: null });
  return columns;
}

/** The plain text of a mailbox's secret; null if there is none, or if SECRET_KEY has changed. */
export const secretOf = (
  sealing: Sealing,
  id: string,
  name: (typeof SECRETS)[number],
  sealedSecret: Uint8Array | null,
): string | null => (sealedSecret ? sealing.unseal(sealedSecret, `${name} of ${id}`) : null);

async function saveMailbox(
  db: Db,
  { sealing, addresses }: MailboxContext,
  id: string,
  values: MailboxValues,
  row: Row | null,
) {
  const errors = mailboxErrors(values, row, addresses.publicUrl);
  if (Object.keys(errors).length > 0) throw invalid(errors);
  if (values.is_default && !row?.is_default)
    await query(db, "update mailboxes set is_default = false where is_default");
  const columns = columnsOf(values, id, sealing);
  if (row) await updateRow(db, "mailboxes", id, columns, ERRORS);
  else await insertRow(db, "mailboxes", { id, ...columns }, ERRORS);
  await query(
    db,
    `update mailboxes m set first_enabled_at = coalesce(m.first_enabled_at, now()),
       is_default = m.is_default or not exists (select 1 from mailboxes where is_default)
     where m.id = $1 and m.is_enabled`,
    [id],
  );
  if (values.is_enabled) await openToContacts(db);
}

export const mailboxRecords = (context: MailboxContext): Records => ({
  model: "Mailbox",
  view,
  fields: mailboxFields,
  filter: async () => () => [],
  create: (db, actor, values) =>
    transact(db, async (db) => {
      const [row] = await query<{ id: string }>(db, "select gen_random_uuid() as id");
      await saveMailbox(db, context, row!.id, values, null);
      await record(db, "mailbox.created", actor, row!.id);
      return row!.id;
    }),
  update: (db, actor, id, values) =>
    transact(db, async (db) => {
      const row = await lockMailbox(db, id);
      if (!row) return false;
      await saveMailbox(db, context, id, values, row);
      await record(db, "mailbox.updated", actor, id);
      return true;
    }),
  remove: (db, actor, id) =>
    transact(db, async (db) => {
      const row = await lockMailbox(db, id);
      if (!row) return false;
      if (row.origin === "environment")
        throw conflict("This mailbox comes from SMTP_URL. Unset SMTP_URL and restart the server first.");
      await record(db, "mailbox.deleted", actor, id);
      await query(db, "delete from mailboxes where id = $1", [id]);
      return true;
    }),
});

/** Creates a new DKIM key for a mailbox. Its selector is new, too, so that both records can be published side by side. */
export async function createDkimKey(db: Db, sealing: Sealing, actor: Actor, id: string): Promise<void> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", {
    modulusLength: DKIM_BITS,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  await transact(db, async (db) => {
    if (!(await lockMailbox(db, id))) throw noSuch("Mailbox");
    await query(
      db,
      `update mailboxes
       set dkim_key = $2, dkim_selector = 'docket' || to_char(now() at time zone 'UTC', 'YYYYMMDDHH24MISS'),
         updated_at = now() where id = $1`,
      [id, sealing.seal(privateKey, `dkim_key of ${id}`)],
    );
    await record(db, "mailbox.updated", actor, id);
  });
}
