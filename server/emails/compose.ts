import { domainOf } from "../mailboxes/dns.ts";
import type { Mail } from "../mailboxes/mail.ts";
import type { Sender } from "../mailboxes/senders.ts";
import { bounceAddress, loopHeader, messageId, replyAddress } from "./addresses.ts";
import { contentOf } from "./content.ts";
import type { EmailRow } from "./email-row.ts";
import type { EmailFile } from "./files.ts";
import { isNotification, isPersonal, surveyStopLink, unsubscribeLink } from "./kinds.ts";
import { headerText } from "./render.ts";
import { threadOf } from "./threads.ts";

/** An email as it is handed to the server, before it is encoded. */
export interface ComposedEmail {
  envelope: { from: string; to: string };
  messageId: string;
  from: { name: string; address: string };
  replyTo: string | null;
  to: readonly { name: string; address: string }[];
  cc: readonly { name: string; address: string }[];
  subject: string;
  text: string;
  html: string;
  inReplyTo: string | null;
  references: readonly string[];
  headers: Readonly<Record<string, string>>;
  files: readonly EmailFile[];
  date: Date;
  dkim: { domain: string; selector: string; key: string } | null;
}

/** Builds an email; a reason instead if it must not be sent any more. */
export async function composeEmail(
  mail: Mail,
  email: EmailRow,
  sender: Sender,
): Promise<ComposedEmail | { cancel: string }> {
  const content = await contentOf(mail, email, sender);
  if ("cancel" in content) return content;
  const { sealing } = mail;
  const { id, kind, ticket, address } = email;
  const thread = ticket ? await threadOf(mail.db, email) : null;
  const hasReplyAddress = ticket && sender.hasPlusAddresses && kind !== "test";
  return {
    envelope: { from: bounceAddress(sealing, sender, id), to: address },
    messageId: email.message_id ?? messageId(sealing, id, domainOf(sender.address)),
    from: { name: headerText(content.fromName), address: sender.address },
    replyTo: hasReplyAddress ? replyAddress(sealing, sender, ticket, address) : null,
    to: content.to,
    cc: content.cc,
    subject: content.subject,
    text: content.text,
    html: content.html,
    inReplyTo: thread?.references.at(-1) ?? null,
    references: thread?.references ?? [],
    headers: headersOf(mail, email, sender),
    files: content.files,
    date: new Date(Date.parse(email.first_tried_at ?? email.created_at)),
    dkim: sender.dkim && { domain: domainOf(sender.address), ...sender.dkim },
  };
}

function headersOf(mail: Mail, email: EmailRow, sender: Sender): Record<string, string> {
  const { id, kind, user_id, details } = email;
  // automations write replies, too
  const isReplyOfRule = details.is_automatic === true;
  const isAutomatic = !isPersonal(kind) || isReplyOfRule || details.is_passed_on === true;
  const canUnsubscribe = user_id && (isNotification(kind) || kind === "digest") && mail.addresses.publicUrl;
  const link = canUnsubscribe ? unsubscribeLink(mail, user_id, kind) : surveyStopLink(mail, email, sender.language);
  return {
    "X-Docket-Loop": loopHeader(mail.sealing, id),
    "Feedback-ID": `${kind}:${sender.id}:docket`,
    ...(isAutomatic && {
      "Auto-Submitted": kind === "acknowledgement" || isReplyOfRule ? "auto-replied" : "auto-generated",
      "X-Auto-Response-Suppress": "All",
    }),
    ...(link && { "List-Unsubscribe": `<${link}>`, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" }),
  };
}
