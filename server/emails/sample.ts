import { type LiquidValues, SafeHtml } from "./render.ts";
import type { EmailContext } from "./subjects.ts";
import { ratingLinks } from "./survey-links.ts";

const TICKET = {
  id: "00000000-0000-4000-8000-000000000000",
  ticket_number: "T-20261126-0001",
  subject: "No music in the lobby",
  due_date: "2026-11-27T10:00:00Z",
  company_name: "Harbour Hotel",
  assigned_team: "Tech",
  via: "mail" as const,
};
const MESSAGE = "<p>We restarted the player in the lobby. Is there music again?</p>";

/** The values that a template is previewed and checked with if there is no ticket. */
export const sampleSubject = (zone: string, desk: EmailContext["desk"]): EmailContext => ({
  ticket: TICKET,
  comment: { id: TICKET.id, text: MESSAGE },
  message: MESSAGE,
  actor: { name: "Ann Harbour", first_name: "Ann" },
  quote: null,
  desk,
  language: null,
  zone,
});

export const SAMPLE_DETAILS = {
  metric: "first_response",
  rating: 2,
  undelivered: { address: "ploy@harbour.example", words: "550 5.1.1 No such user" },
};

export const SAMPLE_VALUES = {
  desk: { name: "Docket" },
  mailbox: { name: "Support", address: "support@docket.example" },
  recipient: { name: "Ploy Srisai" },
  ticket: {
    number: TICKET.ticket_number,
    subject: TICKET.subject,
    url: `https://desk.docket.example/tickets/${TICKET.id}`,
    company: TICKET.company_name,
    team: TICKET.assigned_team,
  },
  thread_subject: `Re: ${TICKET.subject} [${TICKET.ticket_number}]`,
  message: new SafeHtml(MESSAGE),
  actor: { name: "Ann Harbour" },
  target: "first response",
  due: "27 Nov 2026, 10:00",
  rating: "Dissatisfied",
  ratings: ratingLinks("https://desk.docket.example/portal/en/survey/sample/", ["1", "2", "3", "4", "5"]),
  username: "ploy",
  link: "https://desk.docket.example/password/new#sample",
  summary: "3 notifications",
  items: new SafeHtml("<ul><li>T-20261126-0001 No music in the lobby (assigned to you · Ann Harbour)</li></ul>"),
  report: {
    name: "Monday figures",
    period: "16–22 Nov 2026",
    figures: new SafeHtml("<h2>Key figures</h2><p>Created: 42</p>"),
    url: "https://desk.docket.example/settings/reports",
  },
  undelivered: { ...SAMPLE_DETAILS.undelivered, trouble: "The mail server does not know this address." },
} satisfies LiquidValues;
