import type { Docket } from "../platform/docket.ts";
import { type Resolver, systemResolver } from "./dns.ts";
import type { ServerTimeouts } from "./mail-server.ts";
import type { OAuthApps } from "./oauth.ts";
import { SMTP_TIMEOUTS } from "./smtp.ts";
import type { DeliveryStep } from "./steps.ts";

/** The services that sending needs, besides those of every feature. */
export interface Mail extends Docket {
  /** `hold`: emails are written and wait for an Admin; `off`: none is written. */
  mailOut: "on" | "hold" | "off";
  /** How long a comment can be changed before it is sent. */
  undoMs: number;
  resolver: Resolver;
  oauthApps: OAuthApps;
  timeouts: ServerTimeouts;
  /** How far the delivery's clock runs ahead of the database's. Tests use it to let days pass. */
  aheadSeconds: number;
  /** Called between the steps of a delivery; tests stop the server there. */
  onStep(step: DeliveryStep): void;
}

export const openMail = (docket: Docket, mailOut: Mail["mailOut"], undoMs: number, oauthApps: OAuthApps): Mail => ({
  ...docket,
  oauthApps,
  mailOut,
  undoMs,
  resolver: systemResolver,
  timeouts: SMTP_TIMEOUTS,
  aheadSeconds: 0,
  onStep: () => {},
});
