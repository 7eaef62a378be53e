import type { Config, ShownSetting } from "./config.ts";
import type { DemoAccounts } from "./demo/accounts.ts";
import { openIntake } from "./incoming/context.ts";
import { openFeed } from "./live/events-feed.ts";
import { applyMailboxSettings } from "./mailboxes/environment.ts";
import { openMail } from "./mailboxes/mail.ts";
import { oauthApps } from "./mailboxes/oauth-apps.ts";
import { NO_LIMITS, openAttempts } from "./platform/attempts.ts";
import type { Database } from "./platform/database.ts";
import type { DiskSpace } from "./platform/disk-space.ts";
import type { Docket } from "./platform/docket.ts";
import type { Log } from "./platform/log.ts";
import { publicInternet } from "./platform/public-picture.ts";
import { openSealing } from "./platform/sealing.ts";
import { openLinks } from "./platform/signed-links.ts";
import type { Storage } from "./platform/storage.ts";
import { openPresence } from "./presence/presence.ts";
import { openTally } from "./tickets/tally.ts";
import { createTicketCache } from "./tickets/ticket-cache.ts";
import { openIdentity } from "./users/identity.ts";
import { openTokens } from "./users/tokens.ts";

// long enough to notice a mistake, short enough to wait for
const REPLY_DELAY_MS = 10_000;

export interface ServiceParts {
  config: Config;
  /** The settings as Admins may see them. */
  settings: readonly ShownSetting[];
  secretKey: string;
  database: Database;
  storage: Storage;
  disks: DiskSpace;
  log: Log;
  /** How long a reply can be undone. */
  replyDelayMs?: number;
  /** The folder of the built web app; null to serve the API alone. */
  webApp: string | null;
  /** The sample users that the sign-in page offers. */
  demo?: DemoAccounts | null;
}

export type Services = Awaited<ReturnType<typeof openServices>>;

type DocketParts = Pick<ServiceParts, "config" | "secretKey" | "database" | "storage" | "disks" | "log">;

export const openDocket = ({ config, secretKey, database, storage, disks, log }: DocketParts): Docket => ({
  db: database.db,
  independentQuery: database.independentQuery,
  log,
  zone: config.zone,
  addresses: { publicUrl: config.publicUrl, mediaUrl: config.mediaUrl },
  links: openLinks(secretKey),
  sealing: openSealing(secretKey),
  storage,
  maxUploadBytes: config.maxUploadBytes,
  isDiskLow: disks.isLow,
});

/** The services that the routes share. */
export async function openServices(parts: ServiceParts) {
  const { config, secretKey, database, log, replyDelayMs = REPLY_DELAY_MS } = parts;
  const { db, independentQuery } = database;
  const docket = openDocket(parts);
  const mail = openMail(docket, config.mailOut, replyDelayMs, oauthApps(config.mailOAuth));
  const intake = openIntake(docket, config.mailKeepDays, mail.oauthApps);
  await applyMailboxSettings(db, docket.sealing, config.mailbox);
  const cache = createTicketCache(docket.links, db);
  // agents open new tickets soon, and lists show them first
  intake.onNewTicket = (ticket) =>
    cache.remember(ticket).catch((error) => log.warn({ err: error }, "could not cache a new ticket"));
  const tokens = openTokens(secretKey);
  return {
    docket,
    mail,
    intake,
    tokens,
    replyDelayMs,
    attempts: config.isLimited ? openAttempts(independentQuery) : NO_LIMITS,
    identity: openIdentity(db, tokens),
    feed: openFeed(db, log),
    presence: openPresence(db, log),
    pictures: { ...publicInternet },
    desk: { ticketCache: cache, tally: openTally(), addresses: docket.addresses },
  };
}
