import {
  CONTACT_KINDS,
  type ContactKind,
  type EmailKind,
  NOTIFICATION_KINDS,
  type NotificationKind,
} from "../../wire/email-words.ts";
import type { Mail } from "../mailboxes/mail.ts";
import { unsubscribeToken } from "./addresses.ts";
import type { EmailRow } from "./email-row.ts";
import { surveyToken } from "./survey-links.ts";

export const isContactKind = (kind: EmailKind): kind is ContactKind =>
  (CONTACT_KINDS as readonly string[]).includes(kind);
/** Written by a person to people outside. */
export const isPersonal = (kind: EmailKind): boolean => kind === "reply" || kind === "opening" || kind === "forward";
/** Part of the conversation, so recipients may reply to it; a survey is not. */
export const isConversation = (kind: EmailKind): boolean => isContactKind(kind) && kind !== "survey";
export const isNotification = (kind: EmailKind): kind is NotificationKind =>
  (NOTIFICATION_KINDS as readonly string[]).includes(kind);

/** The address where a user turns off emails of a kind, without signing in. */
export const unsubscribeLink = ({ sealing, addresses }: Mail, user: string, kind: EmailKind): string =>
  `${addresses.publicUrl}/unsubscribe/${unsubscribeToken(sealing, user, kind)}`;

/** Emails with a link for their recipient alone: their text is rendered for each attempt and never stored. */
export const isSecret = (kind: EmailKind): boolean =>
  kind === "invitation" || kind === "password_reset" || kind === "portal_link" || kind === "survey";

/** Where a customer ends surveys; null for other emails. It opens a page with a button. */
export const surveyStopLink = ({ sealing, addresses }: Mail, { kind, details }: EmailRow, language: string) =>
  kind === "survey" && addresses.publicUrl
    ? `${addresses.publicUrl}/portal/${language}/survey/${surveyToken(sealing, String(details.survey))}/stop/`
    : null;
