import { EMAIL_KINDS, type EmailKind, type REMOTE_PICTURES } from "../../wire/email-words.ts";
import { EMAIL_LANGUAGES } from "../../wire/mailbox-words.ts";
import { type FieldErrors, invalid } from "../../wire/problems.ts";
import { type Db, query } from "../platform/database.ts";
import { TemplateError, tryRender } from "./render.ts";
import { SAMPLE_VALUES } from "./sample.ts";
import { EMAIL_TEXTS, type EmailLanguage, type Template } from "./texts/texts.ts";

export interface OwnTemplate extends Template {
  is_default: boolean;
  updated_at: string | null;
}

export const defaultTemplate = (kind: EmailKind, language: EmailLanguage): OwnTemplate => ({
  footer: "",
  ...EMAIL_TEXTS[language].templates[kind],
  is_default: true,
  updated_at: null,
});

/** The desk's own template of a kind, or Docket's. */
export async function templateOf(db: Db, kind: EmailKind, language: EmailLanguage): Promise<OwnTemplate> {
  const [own] = await query<OwnTemplate>(
    db,
    `select subject, body, footer, false as is_default, wire_time(updated_at) as updated_at
     from email_templates where kind = $1 and language = $2`,
    [kind, language],
  );
  return own ?? defaultTemplate(kind, language);
}

export async function listEmailTemplates(db: Db): Promise<object[]> {
  const own = await query<OwnTemplate & { kind: string; language: string }>(
    db,
    `select kind, language, subject, body, footer, false as is_default, wire_time(updated_at) as updated_at
     from email_templates`,
  );
  return EMAIL_KINDS.flatMap((kind) =>
    EMAIL_LANGUAGES.map((language) => {
      const ownTemplate = own.find((each) => each.kind === kind && each.language === language);
      return { kind, language, ...(ownTemplate ?? defaultTemplate(kind, language)) };
    }),
  );
}

// the main content of an email: without it, there is no point in sending it
const REQUIRED_PLACEHOLDERS: Partial<Record<EmailKind, { name: string; sample: string }>> = {
  reply: { name: "message", sample: "restarted the player" },
  opening: { name: "message", sample: "restarted the player" },
  forward: { name: "message", sample: "restarted the player" },
  invitation: { name: "link", sample: SAMPLE_VALUES.link },
  password_reset: { name: "link", sample: SAMPLE_VALUES.link },
  survey: { name: "ratings", sample: "rating=5" },
  report: { name: "report.figures", sample: "Key figures" },
  portal_link: { name: "link", sample: SAMPLE_VALUES.link },
};
const PARTS = ["subject", "body", "footer"] as const;

/** Refuses a template that cannot be rendered within its limits, or lacks the email's main content. */
export async function checkTemplate(kind: EmailKind, template: Template): Promise<void> {
  const errors: FieldErrors = {};
  for (const part of PARTS) {
    const text = await tryRender(part, template[part] ?? "", SAMPLE_VALUES).catch((error: unknown) => {
      if (!(error instanceof TemplateError)) throw error;
      errors[part] = [error.message];
      return "";
    });
    const requirement = REQUIRED_PLACEHOLDERS[kind];
    if (part === "body" && requirement && !errors.body && !text.includes(requirement.sample))
      errors.body = [`The text must contain {{ ${requirement.name} }}.`];
  }
  if (Object.keys(errors).length > 0) throw invalid(errors);
}

/** The version of Docket's own text. */
const ORIGINAL = "original";
export const versionOf = ({ updated_at }: OwnTemplate): string => updated_at ?? ORIGINAL;

interface SavedTemplate extends Template {
  kind: EmailKind;
  language: EmailLanguage;
}

/** Saves a template; false if it is no longer at the version that was read, unless that is null. */
export async function saveTemplate(
  db: Db,
  actor: string,
  template: SavedTemplate,
  version: string | null,
): Promise<boolean> {
  const rows = await query(
    db,
    `insert into email_templates as e (kind, language, subject, body, footer, updated_by)
     select $1, $2, $3, $4, $5, $6
     where $7::text is null or $7 = $8
       or exists (select 1 from email_templates where kind = $1 and language = $2)
     on conflict (kind, language)
       do update set subject = excluded.subject, body = excluded.body, footer = excluded.footer,
       updated_by = excluded.updated_by, updated_at = now()
       where $7 is null or wire_time(e.updated_at) = $7
     returning kind`,
    [
      template.kind,
      template.language,
      template.subject,
      template.body,
      template.footer ?? "",
      actor,
      version,
      ORIGINAL,
    ],
  );
  return rows.length > 0;
}

export const resetTemplate = (db: Db, kind: EmailKind, language: EmailLanguage) =>
  query(db, "delete from email_templates where kind = $1 and language = $2", [kind, language]);

/** How emails look, which ones reopen a ticket, and whether their remote pictures are shown. */
export async function settingsOf(db: Db): Promise<object> {
  const [row] = await query<object>(
    db,
    `select desk_name, color, reopens_on_thanks, remote_pictures, wire_time(updated_at) as updated_at
     from email_settings`,
  );
  return row!;
}

interface EmailSettings {
  desk_name?: string;
  color?: string;
  reopens_on_thanks?: boolean;
  remote_pictures?: (typeof REMOTE_PICTURES)[number];
}

/** Changes these settings; the name and the color of the desk are also those of its pages. */
export async function changeSettings(db: Db, values: EmailSettings): Promise<void> {
  if (Object.keys(values).length === 0) return;
  await query(
    db,
    `update email_settings
     set desk_name = coalesce($1, desk_name), color = coalesce($2, color),
       reopens_on_thanks = coalesce($3, reopens_on_thanks), remote_pictures = coalesce($4, remote_pictures),
       updated_at = now()`,
    [values.desk_name ?? null, values.color ?? null, values.reopens_on_thanks ?? null, values.remote_pictures ?? null],
  );
}
