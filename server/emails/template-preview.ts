import { randomUUID } from "node:crypto";
import type { EmailKind } from "../../wire/email-words.ts";
import type { Mail } from "../mailboxes/mail.ts";
import { type Db, query } from "../platform/database.ts";
import { type Letterhead, write } from "./content.ts";
import type { EmailRow } from "./email-row.ts";
import { plainText } from "./html.ts";
import { isContactKind } from "./kinds.ts";
import type { LiquidValues } from "./render.ts";
import { SAMPLE_DETAILS, SAMPLE_VALUES, sampleSubject } from "./sample.ts";
import { type EmailContext, readEmailContext, readEmailDesk } from "./subjects.ts";
import { ratingLinks } from "./survey-links.ts";
import { EMAIL_TEXTS, type EmailLanguage, type Template } from "./texts/texts.ts";

/** An email that is not stored, only shown. */
async function sampleEmail(db: Db, kind: EmailKind, ticket: string | null, user: string): Promise<EmailRow> {
  const [row] = await query<{ comment: string | null; name: string | null }>(
    db,
    `select c.name,
      (select m.id
        from comments m
        where m.ticket = t.id and m.is_internal = $2
        order by m.created_at desc, m.id limit 1) as comment
     from tickets t left join contacts c on c.id = t.contact where t.id = $1`,
    [ticket, kind === "mention"],
  );
  return {
    id: randomUUID(),
    serial: 0,
    kind,
    ticket,
    comment: row?.comment ?? null,
    mailbox: null,
    contact: null,
    user_id: isContactKind(kind) ? null : user,
    address: "ploy@harbour.example",
    name: row?.name ?? SAMPLE_VALUES.recipient.name,
    role: "to",
    details: SAMPLE_DETAILS,
    cause: null,
    message_id: null,
    subject: null,
    body_text: null,
    body_html: null,
    state: "waiting",
    reason: null,
    tries: 0,
    unknowns: 0,
    first_tried_at: null,
    text_deleted_at: null,
    created_at: new Date().toISOString(),
  };
}

interface PreviewContent {
  ticket: string | null;
  user: string;
  template: Template;
  values?: LiquidValues;
}

/** A template, rendered for a ticket or with example values. */
export async function previewTemplate(
  mail: Mail,
  { kind, language }: { kind: EmailKind; language: EmailLanguage },
  { ticket, user, template, values }: PreviewContent,
): Promise<{ subject: string; html: string; text: string }> {
  const [box] = await query<Letterhead>(
    mail.db,
    `select name, address, language, signature
     from mailboxes
     order by is_enabled desc, is_default desc, created_at
     limit 1`,
  );
  const mailbox = box ?? { ...SAMPLE_VALUES.mailbox, language, signature: "" };
  const email = await sampleEmail(mail.db, kind, ticket, user);
  const sample = sampleSubject(mail.zone, await readEmailDesk(mail.db));
  const real = ticket ? await readEmailContext(mail, email) : null;
  const about: EmailContext =
    real && !("cancel" in real)
      ? {
          ...real,
          comment: real.comment ?? sample.comment,
          message: real.message ?? sample.message,
          actor: real.actor ?? sample.actor,
        }
      : sample;
  const { username, link, summary, items, report } = SAMPLE_VALUES;
  const ratings = ratingLinks(
    "https://desk.docket.example/portal/en/survey/sample/",
    EMAIL_TEXTS[language].words.ratings,
  );
  const { subject, html } = await write(mail, email, mailbox, {
    about,
    language,
    omittedNames: [],
    template: { is_default: false, ...template },
    more: { username, link, summary, items, ratings, report, ...values },
  });
  return { subject, html, text: plainText(html, { hasPictures: true }) };
}
