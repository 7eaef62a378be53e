import type { EmailKind, EmailReason } from "../../wire/email-words.ts";
import { mailTroubleOf } from "../../wire/mail-troubles.ts";
import type { SlaMetric } from "../../wire/sla-words.ts";
import { portalLinkById } from "../contacts/portal-links.ts";
import type { Mail } from "../mailboxes/mail.ts";
import type { Sender } from "../mailboxes/senders.ts";
import { query } from "../platform/database.ts";
import { linkAddress, linkById } from "../users/password-links.ts";
import { digestLines } from "./digests.ts";
import type { EmailRow } from "./email-row.ts";
import { chosenFilesOf, type EmailFile, embedPictures, filesOf } from "./files.ts";
import { escapeHtml, messageHtml, plainText } from "./html.ts";
import {
  isContactKind,
  isConversation,
  isNotification,
  isPersonal,
  isSecret,
  surveyStopLink,
  unsubscribeLink,
} from "./kinds.ts";
import { emailPage } from "./layout.ts";
import { headerText, type LiquidValues, render, SafeHtml, TemplateError, threadSubject } from "./render.ts";
import { reportFiles, reportValues } from "./report.ts";
import { type EmailContext, type Quote, readEmailContext } from "./subjects.ts";
import { ratingLinks, surveyLink } from "./survey-links.ts";
import { defaultTemplate, type OwnTemplate, templateOf } from "./templates.ts";
import { EMAIL_TEXTS, type EmailLanguage, type Template } from "./texts/texts.ts";
import { dueText, formatTime } from "./times.ts";

export interface Content {
  fromName: string;
  to: { name: string; address: string }[];
  cc: { name: string; address: string }[];
  subject: string;
  text: string;
  html: string;
  files: EmailFile[];
}

/** The parts of a mailbox that an email shows. */
export type Letterhead = Pick<Sender, "name" | "address" | "language" | "signature">;

/** The content of an email, or the reason why it must not be sent any more. */
export async function contentOf(
  mail: Mail,
  email: EmailRow,
  mailbox: Letterhead,
): Promise<Content | { cancel: EmailReason }> {
  const about = await readEmailContext(mail, email);
  if ("cancel" in about) return about;
  const account = isSecret(email.kind) ? await accountOf(mail, email) : {};
  if (!account) return { cancel: "link_expired" };
  if (email.kind === "report" && !email.details.report) return { cancel: "dropped" };
  const language = (account.language as EmailLanguage | undefined) ?? about.language ?? mailbox.language;
  const { files, omittedNames } = await filesFor(mail, email, about);
  // what an earlier attempt wrote may quote a message that is internal by now
  const mustWrite = email.state === "sending" && (email.kind === "reply" || email.kind === "acknowledgement");
  const content =
    email.subject !== null && email.body_html !== null && !mustWrite
      ? { subject: email.subject, html: email.body_html }
      : await writeByTemplate(mail, email, mailbox, { about, language, omittedNames, account });
  const message = embedPictures(content.html, files);
  return {
    fromName:
      isPersonal(email.kind) && about.actor
        ? `${about.actor.first_name || about.actor.name} (${mailbox.name})`
        : mailbox.name,
    ...(await recipientsOf(mail, email)),
    subject: content.subject,
    text: plainText(message.html, { hasPictures: true }),
    html: message.html,
    files: message.files,
  };
}

async function filesFor(
  mail: Mail,
  email: EmailRow,
  about: EmailContext,
): Promise<{ files: EmailFile[]; omittedNames: string[] }> {
  if (email.kind === "report") return { files: reportFiles(email), omittedNames: [] };
  return isContactKind(email.kind) && about.comment
    ? filesOf(mail, about.comment.id, about.comment.text)
    : chosenFilesOf(mail, email, about.message ?? "");
}

interface EmailParts {
  about: EmailContext;
  language: EmailLanguage;
  /** Files that are too large to be attached. */
  omittedNames: readonly string[];
  template: OwnTemplate | (Template & { is_default: boolean });
  /** Values that only this kind of email has. */
  more: LiquidValues;
}

/** The subject and the whole HTML of an email. */
export async function write(
  mail: Mail,
  email: EmailRow,
  mailbox: Letterhead,
  { about, language, omittedNames, template, more }: EmailParts,
): Promise<{ subject: string; html: string }> {
  const { words } = EMAIL_TEXTS[language];
  const values = { ...valuesOf(mail, email, mailbox, about, language), ...more };
  const { subject, body, footer } = await render(template, values);
  const isLetter = isConversation(email.kind);
  const html = emailPage({
    language,
    subject,
    // an Admin's text is cleaned like everyone's
    body:
      (template.is_default ? body : messageHtml(body)) +
      (omittedNames.length > 0 ? `<p>${escapeHtml(words.tooLarge(omittedNames.join(", ")))}</p>` : ""),
    signature: isLetter && mailbox.signature.trim() ? messageHtml(mailbox.signature) : "",
    replyAbove: isLetter ? words.replyAbove : null,
    quote: about.quote ? quoteHtml(about.quote, language, about.zone) : "",
    foot: [
      footer && messageHtml(footer),
      requestFoot(mail, email, language),
      surveyFoot(mail, email, language),
      footOf(mail, email, language),
    ]
      .filter(Boolean)
      .join("<br>"),
    head: isLetter ? null : headOf(mail, about.desk, mailbox),
  });
  return { subject: headerText(subject), html };
}

function quoteHtml({ name, at, text, files = [] }: Quote, language: EmailLanguage, zone: string): string {
  const { words } = EMAIL_TEXTS[language];
  const intro = `<p>${escapeHtml(words.wrote(name, formatTime(at, language, zone)))}</p>`;
  return `${intro}${messageHtml(text)}${files.length > 0 ? `<p>${escapeHtml(words.files(files.join(", ")))}</p>` : ""}`;
}

/** Writes an email by the desk's own template; by Docket's if that cannot be rendered any more. */
async function writeByTemplate(
  mail: Mail,
  email: EmailRow,
  mailbox: Letterhead,
  { account, ...context }: Omit<EmailParts, "template" | "more"> & { account: LiquidValues },
): Promise<{ subject: string; html: string }> {
  const { language } = context;
  const digest = email.kind === "digest" ? await digestLines(mail, email.id, language) : null;
  const lines = digest && {
    summary: EMAIL_TEXTS[language].words.events(digest.count),
    items: new SafeHtml(digest.html),
  };
  const more = { ...account, ...lines, ...reportValues(mail, email) };
  const template = await templateOf(mail.db, email.kind, language);
  try {
    return await write(mail, email, mailbox, { ...context, template, more });
  } catch (error) {
    if (!(error instanceof TemplateError) || template.is_default) throw error;
    mail.log.warn({ err: error, kind: email.kind, language }, "could not render a template; using the default");
    return write(mail, email, mailbox, { ...context, template: defaultTemplate(email.kind, language), more });
  }
}

/** The content of an email with a link for its recipient; null if the link does not work any more. */
async function accountOf({ db, sealing, addresses }: Mail, { kind, details }: EmailRow): Promise<LiquidValues | null> {
  if (kind === "portal_link") {
    const link = await portalLinkById(db, sealing, String(details.link));
    return link && { link: `${addresses.publicUrl ?? ""}${link.path}`, language: link.language };
  }
  if (kind === "survey") {
    const link = await surveyLink(db, sealing, String(details.survey));
    if (!link) return null;
    const words = EMAIL_TEXTS[link.language as EmailLanguage].words.ratings;
    return { ratings: ratingLinks(`${addresses.publicUrl ?? ""}${link.path}`, words), language: link.language };
  }
  const link = await linkById(db, sealing, String(details.link));
  return link && { username: link.username, link: linkAddress(addresses.publicUrl ?? "", link) };
}

function valuesOf(
  { addresses }: Mail,
  { kind, name, details }: EmailRow,
  mailbox: Letterhead,
  { ticket, message, actor, desk, zone }: EmailContext,
  language: EmailLanguage,
): LiquidValues {
  const due = details.due ?? ticket?.due_date;
  const { metrics, ratings } = EMAIL_TEXTS[language].words;
  return {
    desk: { name: desk.name || mailbox.name },
    mailbox: { name: mailbox.name, address: mailbox.address },
    recipient: { name },
    ...(ticket && {
      ticket: {
        number: ticket.ticket_number,
        subject: ticket.subject,
        url: isContactKind(kind)
          ? requestAddress(addresses.publicUrl, language, ticket.id)
          : `${addresses.publicUrl ?? ""}/tickets/${ticket.id}`,
        ...(!isContactKind(kind) && { company: ticket.company_name, team: ticket.assigned_team }),
      },
      thread_subject:
        kind === "acknowledgement" && ticket.via !== "mail"
          ? `${ticket.subject} [${ticket.ticket_number}]`
          : threadSubject(ticket.subject, ticket.ticket_number),
    }),
    ...(message !== null && { message: new SafeHtml(messageHtml(message)) }),
    actor: { name: actor?.name ?? (desk.name || mailbox.name) },
    ...(typeof details.metric === "string" && { target: metrics[details.metric as SlaMetric] }),
    ...(details.undelivered !== undefined && {
      undelivered: undeliveredIn(language, details.undelivered as FailedReply),
    }),
    ...(typeof details.rating === "number" && { rating: ratings[details.rating - 1] }),
    ...(typeof due === "string" && { due: dueText(due, language, zone, details.time_zone) }),
  };
}

interface FailedReply {
  address: string;
  words: string;
}

/** An undelivered reply, with what the mail server's words mean. */
function undeliveredIn(language: EmailLanguage, { address, words }: FailedReply) {
  const trouble = mailTroubleOf(words);
  return { address, words, trouble: trouble ? EMAIL_TEXTS[language].words.troubles[trouble] : "" };
}

function footOf(mail: Mail, { kind, user_id }: EmailRow, language: EmailLanguage): string {
  if (!user_id || !(isNotification(kind) || kind === "digest") || !mail.addresses.publicUrl) return "";
  const { words } = EMAIL_TEXTS[language];
  const unsubscribe = `<a href="${escapeHtml(unsubscribeLink(mail, user_id, kind))}">${escapeHtml(words.unsubscribe)}</a>`;
  const settings = `<a href="${escapeHtml(mail.addresses.publicUrl)}/settings/notifications">${escapeHtml(words.settings)}</a>`;
  return `${escapeHtml(words.why)} ${settings} &#183; ${unsubscribe}`;
}

function headOf({ addresses: { publicUrl } }: Mail, { name, color, logo }: EmailContext["desk"], mailbox: Letterhead) {
  return { name: name || mailbox.name, color, logo: logo && publicUrl ? `${publicUrl}/portal/logo/?v=${logo}` : null };
}

/** Where a customer finds a ticket in the help center, after signing in. */
const requestAddress = (publicUrl: string | null, language: EmailLanguage, ticket: string): string =>
  `${publicUrl ?? ""}/portal/${language}/requests/${ticket}/`;

const SHOWN_IN_HELP_CENTER: readonly EmailKind[] = ["acknowledgement", "reply", "opening"];

/** A link to the ticket in the help center; not for people without a contact, who cannot sign in there. */
function requestFoot(
  { addresses: { publicUrl } }: Mail,
  { kind, ticket, contact }: EmailRow,
  language: EmailLanguage,
): string {
  if (!ticket || !contact || !publicUrl || !SHOWN_IN_HELP_CENTER.includes(kind)) return "";
  return `<a href="${escapeHtml(requestAddress(publicUrl, language, ticket))}">${escapeHtml(EMAIL_TEXTS[language].words.request)}</a>`;
}

function surveyFoot(mail: Mail, email: EmailRow, language: EmailLanguage): string {
  const link = surveyStopLink(mail, email, language);
  return link ? `<a href="${escapeHtml(link)}">${escapeHtml(EMAIL_TEXTS[language].words.stopSurveys)}</a>` : "";
}

/** Everyone who gets a message, so that each recipient sees who else has it. Each gets a copy of their own. */
async function recipientsOf(
  { db }: Mail,
  { kind, ticket, comment, address, name }: EmailRow,
): Promise<Pick<Content, "to" | "cc">> {
  if (!isPersonal(kind)) return { to: [{ name: headerText(name), address }], cc: [] };
  const rows = await query<{ address: string; name: string; role: "to" | "cc" | "bcc" }>(
    db,
    `select address, name, role from outgoing_emails
     where kind = $1 and ticket = $2 and comment is not distinct from $3 and state not in ('suppressed', 'cancelled')
     order by serial`,
    [kind, ticket, comment],
  );
  const visibleRecipients = (role: "to" | "cc") =>
    rows.filter((row) => row.role === role).map((row) => ({ name: headerText(row.name), address: row.address }));
  const [to, cc] = [visibleRecipients("to"), visibleRecipients("cc")];
  // a message without other recipients is addressed to the recipient of this copy
  return { to: to.length + cc.length > 0 ? to : [{ name: headerText(name), address }], cc };
}
