import { randomUUID } from "node:crypto";
import * as wire from "../../wire/email-templates.ts";
import { EMAIL_KINDS, type EmailKind } from "../../wire/email-words.ts";
import { EMAIL_LANGUAGES } from "../../wire/mailbox-words.ts";
import type { FieldErrors } from "../../wire/problems.ts";
import { invalid, noSuch } from "../../wire/problems.ts";
import type { Mail } from "../mailboxes/mail.ts";
import { readFields } from "../platform/bodies.ts";
import { type Db, query } from "../platform/database.ts";
import { type RequestContext, type Route, route } from "../platform/front-door.ts";
import { type Letterhead, write } from "./content.ts";
import type { EmailRow } from "./email-row.ts";
import { plainText } from "./html.ts";
import { isContactKind } from "./kinds.ts";
import { SAMPLE_DETAILS, SAMPLE_VALUES, sampleSubject } from "./sample.ts";
import { deskOf, type Subject, subjectOf } from "./subjects.ts";
import { checkTemplate, listTemplates, resetTemplate, saveTemplate, templateOf } from "./templates.ts";
import type { Language, Template } from "./texts/texts.ts";

function wordsOf({ params }: RequestContext): { kind: EmailKind; language: Language } {
  const kind = EMAIL_KINDS.find((each) => each === params.kind);
  const language = EMAIL_LANGUAGES.find((each) => each === params.language);
  if (!kind || !language) throw noSuch("EmailTemplate");
  return { kind, language };
}

async function ticketErrors(db: Db, ticket: string | null | undefined): Promise<FieldErrors> {
  if (!ticket) return {};
  const rows = await query(db, "select 1 from tickets where id = $1 and deleted_at is null", [ticket]);
  return rows.length > 0 ? {} : { ticket: [`Invalid pk "${ticket}" - object does not exist.`] };
}

/** An email that exists for a moment only, to be looked at. */
async function sampleEmail(db: Db, kind: EmailKind, ticket: string | null, user: string): Promise<EmailRow> {
  const [row] = await query<{ comment: string | null; name: string | null }>(
    db,
    `select c.name, (select m.id from comments m where m.ticket = t.id and m.is_internal = $2 order by m.created_at desc, m.id limit 1) as comment
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

async function preview(
  mail: Mail,
  { kind, language }: { kind: EmailKind; language: Language },
  { ticket, user, template }: { ticket: string | null; user: string; template: Template },
): Promise<object> {
  const [box] = await query<Letterhead>(
    mail.db,
    "select name, address, language, signature from mailboxes order by is_enabled desc, is_default desc, created_at limit 1",
  );
  const mailbox = box ?? { ...SAMPLE_VALUES.mailbox, language, signature: "" };
  const email = await sampleEmail(mail.db, kind, ticket, user);
  const sample = sampleSubject(mail.zone, await deskOf(mail.db));
  const real = ticket ? await subjectOf(mail, email) : null;
  const about: Subject =
    real && !("cancel" in real)
      ? {
          ...real,
          comment: real.comment ?? sample.comment,
          message: real.message ?? sample.message,
          actor: real.actor ?? sample.actor,
        }
      : sample;
  const { username, link, summary, items } = SAMPLE_VALUES;
  const { subject, html } = await write(mail, email, mailbox, {
    about,
    language,
    left: [],
    template: { ...template, is_default: false },
    more: { username, link, summary, items },
  });
  return { subject, html, text: plainText(html) };
}

export function templateRoutes(mail: Mail): Route[] {
  const { zone } = mail;
  const show = async (ctx: RequestContext) => {
    const { kind, language } = wordsOf(ctx);
    return { body: { kind, language, ...(await templateOf(ctx.db, kind, language)) } };
  };
  const showSettings = async ({ db }: RequestContext) => {
    const { name, color } = await deskOf(db);
    return { body: { desk_name: name, color } };
  };
  return [
    route(wire.listEmailTemplates, async ({ db }) => ({ body: { results: await listTemplates(db) } })),
    route(wire.showEmailTemplate, show),
    route(wire.replaceEmailTemplate, async (ctx) => {
      const { kind, language } = wordsOf(ctx);
      const template = (await readFields(ctx.request, wire.templateFields, { how: "create", zone })) as Template;
      await checkTemplate(kind, template);
      await saveTemplate(ctx.db, ctx.actor.id, kind, language, template);
      return show(ctx);
    }),
    route(wire.resetEmailTemplate, async (ctx) => {
      const { kind, language } = wordsOf(ctx);
      await resetTemplate(ctx.db, kind, language);
      return {};
    }),
    route(wire.previewEmailTemplate, async (ctx) => {
      const words = wordsOf(ctx);
      const { ticket, ...template } = await readFields(ctx.request, wire.previewEmailTemplate.body, {
        how: "create",
        zone,
        references: (values) => ticketErrors(ctx.db, values.ticket),
      });
      const errors = await ticketErrors(ctx.db, ticket);
      if (errors.ticket) throw invalid(errors);
      await checkTemplate(words.kind, template as Template);
      const given = { ticket: ticket ?? null, user: ctx.actor.id, template: template as Template };
      return { body: await preview({ ...mail, db: ctx.db }, words, given) };
    }),
    route(wire.showEmailSettings, showSettings),
    route(wire.updateEmailSettings, async (ctx) => {
      const values = await readFields(ctx.request, wire.emailSettingsFields, { how: "change", zone });
      if (Object.keys(values).length > 0)
        await query(
          ctx.db,
          `update email_settings set desk_name = coalesce($1, desk_name), color = coalesce($2, color), updated_at = now()`,
          [values.desk_name ?? null, values.color ?? null],
        );
      return showSettings(ctx);
    }),
  ];
}
