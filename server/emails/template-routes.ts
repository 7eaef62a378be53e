import * as wire from "../../wire/email-templates.ts";
import { EMAIL_KINDS, type EmailKind } from "../../wire/email-words.ts";
import { EMAIL_LANGUAGES } from "../../wire/mailbox-words.ts";
import { invalid, noSuch, staleRecord } from "../../wire/problems.ts";
import type { Mail } from "../mailboxes/mail.ts";
import { readFields } from "../platform/bodies.ts";
import { type RequestContext, type Route, route } from "../platform/front-door.ts";
import { onlyRowOf, withVersions } from "../platform/versioned.ts";
import { missingTicket } from "../tickets/references.ts";
import { previewTemplate } from "./template-preview.ts";
import {
  changeSettings,
  checkTemplate,
  listEmailTemplates,
  resetTemplate,
  saveTemplate,
  settingsOf,
  templateOf,
  versionOf,
} from "./templates.ts";
import type { EmailLanguage, Template } from "./texts/texts.ts";

function templateKey({ params }: RequestContext): { kind: EmailKind; language: EmailLanguage } {
  const kind = EMAIL_KINDS.find((each) => each === params.kind);
  const language = EMAIL_LANGUAGES.find((each) => each === params.language);
  if (!kind || !language) throw noSuch("EmailTemplate");
  return { kind, language };
}

export function templateRoutes(mail: Mail): Route[] {
  return [...textRoutes(mail), ...settingRoutes(mail)];
}

function textRoutes(mail: Mail): Route[] {
  const { zone } = mail;
  const show = async (ctx: RequestContext) => {
    const { kind, language } = templateKey(ctx);
    const template = await templateOf(ctx.db, kind, language);
    return { body: { kind, language, ...template }, headers: { etag: `"${versionOf(template)}"` } };
  };
  return [
    route(wire.listEmailTemplates, async ({ db }) => ({ body: { results: await listEmailTemplates(db) } })),
    route(wire.showEmailTemplate, show),
    route(wire.replaceEmailTemplate, async (ctx) => {
      const { kind, language } = templateKey(ctx);
      const template = (await readFields(ctx.request, wire.emailTemplateFields, { how: "create", zone })) as Template;
      await checkTemplate(kind, template);
      const header = ctx.request.headers["if-match"];
      const version = header && header !== "*" ? header.replaceAll('"', "") : null;
      if (!(await saveTemplate(ctx.db, ctx.actor.id, { kind, language, ...template }, version)))
        throw staleRecord(versionOf(await templateOf(ctx.db, kind, language)));
      return show(ctx);
    }),
    route(wire.resetEmailTemplate, async (ctx) => {
      const { kind, language } = templateKey(ctx);
      await resetTemplate(ctx.db, kind, language);
      return {};
    }),
    route(wire.previewEmailTemplate, async (ctx) => {
      const words = templateKey(ctx);
      const { ticket, ...template } = await readFields(ctx.request, wire.previewEmailTemplate.body, {
        how: "create",
        zone,
        references: (values) => missingTicket(ctx.db, values.ticket),
      });
      const errors = await missingTicket(ctx.db, ticket);
      if (errors.ticket) throw invalid(errors);
      await checkTemplate(words.kind, template as Template);
      const preview = { ticket: ticket ?? null, user: ctx.actor.id, template: template as Template };
      return { body: await previewTemplate({ ...mail, db: ctx.db }, words, preview) };
    }),
  ];
}

function settingRoutes({ zone }: Mail): Route[] {
  const showSettings = async ({ db }: RequestContext) => ({ body: await settingsOf(db) });
  return withVersions(onlyRowOf("email_settings"), [
    route(wire.showEmailSettings, showSettings),
    route(wire.updateEmailSettings, async (ctx) => {
      const values = await readFields(ctx.request, wire.emailSettingsFields, { how: "change", zone });
      await changeSettings(ctx.db, values);
      return showSettings(ctx);
    }),
  ]);
}
