import { leaveFiles } from "../attachments/unclaimed.ts";
import type { Parameters } from "../platform/parameters.ts";
import type { ErasureSubject } from "./subject.ts";

/** Replaces an erased text. Not empty, because a ticket needs a subject. */
export const ERASED_TEXT = "[erased]";
/** The name that stands for an erased contact. */
export const ERASED_NAME = "Erased contact";

type Statement = (s: ErasureSubject, sql: Parameters) => string;

const ids = (values: readonly string[], sql: Parameters) => `any(${sql.add(values)}::uuid[])`;
const keys = (column: string, s: ErasureSubject, sql: Parameters) =>
  `address_key(${column}) = any(${sql.add(s.keys)}::text[])`;
/** A text without the contact's addresses. */
const without = (text: string, s: ErasureSubject, sql: Parameters) =>
  s.pattern ? `regexp_replace(${text}, ${sql.add(s.pattern)}, 'erased', 'gi')` : text;
const names = (text: string, s: ErasureSubject, sql: Parameters) =>
  s.pattern ? `${text} ~* ${sql.add(s.pattern)}` : "false";
/** The column of a row without the contact's addresses, where it has one. */
const clean =
  (table: string, column: string, where: (s: ErasureSubject, sql: Parameters) => string): Statement =>
  (s, sql) =>
    `update ${table}
     set ${column} = ${without(`${column}::text`, s, sql)}::jsonb
     where ${where(s, sql)}
       and ${names(`${column}::text`, s, sql)}`;
const isRelated = (s: ErasureSubject, sql: Parameters) => `ticket = ${ids(s.relatedTickets, sql)}`;

// sources and quotes of others' emails in the same conversations, because they repeat what the contact wrote
const incomingSources: Statement = (s, sql) =>
  `with named as (select id, file from incoming_emails
     where file is not null and (id = ${ids(s.incoming, sql)} or ${isRelated(s, sql)})),
   left_files as (${leaveFiles("named")})
   update incoming_emails i set file = null from named where i.id = named.id`;

// changes of what the contact wrote, because they contain the previous text; and names of third parties
const WORDS = "array['subject', 'description', 'text', 'name']";
const eventValues: Statement = (s, sql) =>
  `update events
   set changes = changes - ${WORDS}
   where ${isRelated(s, sql)} and changes ?| ${WORDS}
     and (ticket = ${ids(s.tickets, sql)} or about = ${ids(s.comments, sql)} or about = ${ids(s.attachments, sql)}
       or actor = ${sql.add(s.contact)}::uuid)`;
const before =
  (table: string, column: string): Statement =>
  (s, sql) =>
    `update ${table} set ${column} = ${column} - ${WORDS} where ticket = ${ids(s.tickets, sql)}`;

/** What happens to each table, in this order: rows that refer to others come before them. */
export const ERASE: readonly (readonly [table: string, statement: Statement])[] = [
  [
    "idempotency_keys",
    (s, sql) => `update idempotency_keys k
     set body = '', is_body_kept = false,
       object_id = coalesce(object_id, substring(body from '^\\{"id":"([0-9a-f-]{36})"')::uuid)
     where is_body_kept
       and exists (select from unnest(${sql.add([s.contact, ...s.relatedTickets, ...s.comments])}::text[]) x
         where k.body like '%' || x || '%')`,
  ],
  ["incoming_emails", incomingSources],
  ["incoming_emails", (s, sql) => `delete from incoming_emails where id = ${ids(s.incoming, sql)}`],
  ["email_messages", (s, sql) => `update email_messages set quoted_html = '' where ${isRelated(s, sql)}`],
  ["email_messages", clean("email_messages", "recipients", isRelated)],
  ["email_messages", clean("email_messages", "copies", isRelated)],
  [
    "outgoing_emails",
    (s, sql) => `delete from outgoing_emails
     where contact = ${sql.add(s.contact)} or ${keys("address", s, sql)}`,
  ],
  // emails that were not sent yet are composed again when they are sent
  [
    "outgoing_emails",
    (s, sql) => `update outgoing_emails
     set body_text = null, body_html = null,
       text_deleted_at = case when ended_at is not null then coalesce(text_deleted_at, now()) end,
       subject = case when ticket = ${ids(s.tickets, sql)} then null else subject end,
       details = case when details ->> 'actor_name' = ${sql.add(s.name)} then details - 'actor_name' - 'first_name'
         else details end
     where ${isRelated(s, sql)}`,
  ],
  [
    "delivery_attempts",
    (s, sql) => `update delivery_attempts
     set reply = null
     where email in (select id from outgoing_emails where ${isRelated(s, sql)})
       and ${names("reply", s, sql)}`,
  ],
  [
    "digest_items",
    (s, sql) =>
      `update digest_items set actor_name = '' where ${isRelated(s, sql)} and actor_name = ${sql.add(s.name)}`,
  ],
  ["suppressions", (s, sql) => `delete from suppressions where ${keys("address", s, sql)}`],
  ["sender_rules", (s, sql) => `delete from sender_rules where ${keys("pattern", s, sql)}`],
  ["kb_searches", (s, sql) => `delete from kb_searches where ${names("words", s, sql)}`],
  ["portal_link_requests", (s, sql) => `delete from portal_link_requests where ${keys("address", s, sql)}`],
  ["sign_in_attempts", (s, sql) => `delete from sign_in_attempts where ${names("key", s, sql)}`],
  [
    "participants",
    (s, sql) => `delete from participants where contact = ${sql.add(s.contact)} or ${keys("address", s, sql)}`,
  ],
  ["drafts", (s, sql) => `delete from drafts where ${isRelated(s, sql)}`],
  [
    "new_ticket_drafts",
    (s, sql) => `delete from new_ticket_drafts where fields like '%' || ${sql.add(s.contact)} || '%'`,
  ],
  ["replies", clean("replies", "recipients", isRelated)],
  ["attachments", (s, sql) => `delete from attachments where id = ${ids(s.attachments, sql)}`],
  [
    "comments",
    (s, sql) => `update comments
     set text = ${sql.add(ERASED_TEXT)}, author_name = null, recipients = null
     where id = ${ids(s.comments, sql)}`,
  ],
  ["comments", clean("comments", "recipients", isRelated)],
  // notes of the desk about the sender
  [
    "comments",
    (s, sql) => `update comments
     set text = ${sql.add(ERASED_TEXT)}
     where ${isRelated(s, sql)} and author_kind = 'system' and author_name = 'Docket' and ${names("text", s, sql)}`,
  ],
  ["bulk_change_items", before("bulk_change_items", "before")],
  ["automation_runs", before("automation_runs", "changes")],
  [
    "automation_runs",
    (s, sql) => `update automation_runs set error = null where ${isRelated(s, sql)} and error is not null`,
  ],
  ["ticket_merges", clean("ticket_merges", "moved", (s, sql) => `target = ${ids(s.relatedTickets, sql)}`)],
  ["events", eventValues],
  ["events", clean("events", "changes", isRelated)],
  [
    "events",
    (s, sql) => `update events set actor_name = null where ${isRelated(s, sql)} and ${names("actor_name", s, sql)}`,
  ],
  [
    "tickets",
    (s, sql) => `update tickets
     set subject = case when id = ${ids(s.tickets, sql)} then ${sql.add(ERASED_TEXT)} else subject end,
       description = case when id = ${ids(s.tickets, sql)} then ${sql.add(ERASED_TEXT)} else description end,
       contact = nullif(contact, ${sql.add(s.contact)}::uuid),
       created_by_name = case when ${names("created_by_name", s, sql)} then null else created_by_name end,
       updated_at = now(), version = version + 1
     where id = ${ids(s.relatedTickets, sql)}`,
  ],
  // addresses, sign-ins, settings and surveys are deleted with the contact
  ["contacts", (s, sql) => `delete from contacts where id = ${sql.add(s.contact)}`],
  ["deleted_records", (s, sql) => `delete from deleted_records where id = ${sql.add(s.contact)} and kind = 'contact'`],
  [
    "former_people",
    (s, sql) => `update former_people set name = ${sql.add(ERASED_NAME)} where id = ${sql.add(s.contact)}`,
  ],
];

const CASCADES = "Goes with the contact.";
const SETTINGS = "Holds settings of the desk.";
const STAFF = "Holds what agents are and do.";
const COUNTS = "Holds states and times of tickets, no texts.";
const ANONYMOUS = "Does not say who answered.";
const ARTICLES = "Holds what agents wrote for all customers.";
const SECRETS = "Holds how the desk reaches its mail servers.";
const FOLLOWS = "Follows the table that it is made from.";

/** The other tables, and why they contain nothing to erase. */
export const KEEP: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      "contact_addresses",
      "portal_contacts",
      "portal_passwords",
      "portal_links",
      "portal_sessions",
      "surveys",
      "survey_answers",
    ].map((table) => [table, CASCADES]),
  ),
  ...Object.fromEntries(
    `contact_form_settings desk_logo desk_settings email_settings email_templates survey_settings portal_companies calendars sla_policies sla_terms
     macros saved_files ticket_templates recurrences recurrence_runs report_schedules automations views deleted_views teams skills team_routing team_leads
     home migrations name_epoch tally_generation event_readers imports zones companies`
      .split(/\s+/)
      .map((table) => [table, SETTINGS]),
  ),
  ...Object.fromEntries(
    `users user_preferences sessions password_links password_reset_requests agent_routing agent_skills notification_settings snoozes
     mentions presence checklist_items ticket_followers ticket_links ticket_releases company_trashings company_restores draft_files macro_uses
     kb_uses report_recipients bulk_changes bulk_change_lots erasures`
      .split(/\s+/)
      .map((table) => [table, STAFF]),
  ),
  ...Object.fromEntries(
    `ticket_activity ticket_reads ticket_moves ticket_tally ticket_routings waiting_tickets ticket_mailboxes due_reminders
     thank_yous
     sla_alerts sla_clocks sla_recounts sla_ticket_terms imported_rows skipped_events unclaimed_files`
      .split(/\s+/)
      .map((table) => [table, COUNTS]),
  ),
  ...Object.fromEntries(
    ["kb_articles", "kb_categories", "kb_files", "kb_former_slugs", "kb_texts", "kb_versions"].map((table) => [
      table,
      ARTICLES,
    ]),
  ),
  ...Object.fromEntries(
    `mailboxes mailbox_authorizations mailbox_checks mailbox_grants mailbox_inbound_secrets imap_cursors`
      .split(/\s+/)
      .map((table) => [table, SECRETS]),
  ),
  kb_feedback: ANONYMOUS,
  kb_offers: ANONYMOUS,
  kb_offered: ANONYMOUS,
  ticket_texts: FOLLOWS,
};
