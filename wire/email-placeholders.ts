import { CONTACT_KINDS, EMAIL_KINDS, type EmailKind, NOTIFICATION_KINDS } from "./email-words.ts";

const TICKET_KINDS = [...CONTACT_KINDS, ...NOTIFICATION_KINDS];
const MESSAGES = ["reply", "opening", "forward"] as const;
const SLA_KINDS = ["sla_breached", "sla_due_soon"] as const;
const ACCOUNT_KINDS = ["invitation", "password_reset"] as const;

/** The placeholders of the templates of emails, and the kinds of email that have a value for them. */
const KINDS_WITH = {
  "recipient.name": EMAIL_KINDS,
  "ticket.number": TICKET_KINDS,
  "ticket.subject": TICKET_KINDS,
  "ticket.url": TICKET_KINDS,
  thread_subject: TICKET_KINDS,
  "ticket.company": NOTIFICATION_KINDS,
  "ticket.team": NOTIFICATION_KINDS,
  message: [...MESSAGES, "mention", "response", "followed", "low_rating"],
  "actor.name": [...MESSAGES, ...NOTIFICATION_KINDS],
  due: ["overdue", "due_soon", ...SLA_KINDS],
  target: SLA_KINDS,
  "undelivered.address": ["undelivered"],
  "undelivered.trouble": ["undelivered"],
  "undelivered.words": ["undelivered"],
  rating: ["low_rating"],
  ratings: ["survey"],
  username: ACCOUNT_KINDS,
  link: [...ACCOUNT_KINDS, "portal_link"],
  summary: ["digest"],
  items: ["digest"],
  "report.name": ["report"],
  "report.period": ["report"],
  "report.figures": ["report"],
  "report.url": ["report"],
  "desk.name": EMAIL_KINDS,
  "mailbox.name": EMAIL_KINDS,
  "mailbox.address": EMAIL_KINDS,
} as const satisfies Record<string, readonly EmailKind[]>;
type EmailPlaceholder = keyof typeof KINDS_WITH;

/** The placeholders that the template of an email may use. */
export const placeholdersOf = (kind: EmailKind): EmailPlaceholder[] =>
  (Object.keys(KINDS_WITH) as EmailPlaceholder[]).filter((name) =>
    (KINDS_WITH[name] as readonly EmailKind[]).includes(kind),
  );
