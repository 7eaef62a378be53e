import type { EmailKind, NotificationKind } from "../../../wire/email-words.ts";
import type { MailTrouble } from "../../../wire/mail-troubles.ts";
import type { EMAIL_LANGUAGES } from "../../../wire/mailbox-words.ts";
import type { SlaMetric } from "../../../wire/sla-words.ts";
import { en } from "./en.ts";
import { th } from "./th.ts";

/** A template in Liquid: outputs and conditions. */
export interface Template {
  subject: string;
  body: string;
  footer?: string;
}

/** The texts of emails in one language, until an Admin writes templates. */
export interface EmailTexts {
  templates: Record<EmailKind, Template>;
  words: {
    replyAbove: string;
    wrote(name: string, time: string): string;
    /** The files of a quoted message. */
    files(names: string): string;
    /** The link to a ticket in the help center. */
    request: string;
    tooLarge(names: string): string;
    why: string;
    unsubscribe: string;
    stopSurveys: string;
    settings: string;
    events(n: number): string;
    /** From the lowest rating to the highest. */
    ratings: readonly string[];
    metrics: Record<SlaMetric, string>;
    /** Why an email did not arrive. */
    troubles: Record<MailTrouble, string>;
    kinds: Record<NotificationKind, string>;
  };
}

export type EmailLanguage = (typeof EMAIL_LANGUAGES)[number];
export const EMAIL_TEXTS: Record<EmailLanguage, EmailTexts> = { en, th };
