import type { DNSResolver } from "mailauth";
import { resolveRecords } from "../mailboxes/dns.ts";
import type { OAuthApps } from "../mailboxes/oauth.ts";
import type { Docket } from "../platform/docket.ts";
import type { TicketParts } from "../tickets/ticket-parts.ts";
import { type Arrivals, openArrivals } from "./arrivals.ts";
import { keepAnswers } from "./dns-cache.ts";
import { openParser, type Parser } from "./parser.ts";
import type { IntakeStep } from "./steps.ts";

/** The services that receiving email needs, besides those of every feature. */
export interface Intake extends Docket {
  resolver: DNSResolver;
  /** After this time an email's sender counts as unknown. */
  dnsTimeoutMs: number;
  parser: Parser;
  arrivals: Arrivals;
  oauthApps: OAuthApps;
  maxEmailBytes: number;
  /** How many days the sources of incoming emails and the texts of sent ones are kept; 0 forever. */
  keepDays: number;
  /** Called with each ticket that an email has opened. */
  onNewTicket(ticket: TicketParts): Promise<void>;
  /** Called after each step; tests stop the server there. */
  onStep(step: IntakeStep): Promise<void> | void;
}

/** The largest email that is accepted. */
export const MAX_EMAIL_BYTES = 50 * 1024 * 1024;

export const openIntake = (docket: Docket, keepDays: number, oauthApps: OAuthApps): Intake => ({
  ...docket,
  resolver: keepAnswers(resolveRecords),
  dnsTimeoutMs: 10_000,
  parser: openParser(),
  arrivals: openArrivals(),
  maxEmailBytes: MAX_EMAIL_BYTES,
  keepDays,
  oauthApps,
  onNewTicket: async () => {},
  onStep: () => {},
});
