import cookie from "@fastify/cookie";
import multipart from "@fastify/multipart";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Problem } from "../wire/problems.ts";
import { serveFiles } from "./attachments/download.ts";
import { attachmentRoutes } from "./attachments/routes.ts";
import { automationRoutes } from "./automations/routes.ts";
import { bulkRoutes } from "./bulk/routes.ts";
import { commentRoutes } from "./comments/routes.ts";
import { companyRoutes } from "./companies/routes.ts";
import type { Config, ShownSetting } from "./config.ts";
import { contactAddressRoutes } from "./contacts/address-routes.ts";
import { contactRoutes } from "./contacts/routes.ts";
import { conversationRoutes } from "./conversations/routes.ts";
import type { DemoAccounts } from "./demo/accounts.ts";
import { draftRoutes } from "./drafts/routes.ts";
import { invitationRoutes } from "./emails/invitation-routes.ts";
import { notificationRoutes, serveUnsubscribe } from "./emails/notification-routes.ts";
import { participantRoutes } from "./emails/participant-routes.ts";
import { emailRoutes } from "./emails/routes.ts";
import { suppressionRoutes } from "./emails/suppression-routes.ts";
import { templateRoutes } from "./emails/template-routes.ts";
import { inboxRoutes } from "./inbox/routes.ts";
import { type Intake, openIntake } from "./incoming/context.ts";
import { measureEmail } from "./incoming/metrics.ts";
import { incomingRoutes } from "./incoming/routes.ts";
import { senderRuleRoutes } from "./incoming/sender-rule-routes.ts";
import { knowledgeRoutes } from "./knowledge/routes.ts";
import { openFeed } from "./live/events-feed.ts";
import { liveRoutes } from "./live/routes.ts";
import { macroRoutes } from "./macros/routes.ts";
import { applyMailboxSettings } from "./mailboxes/environment.ts";
import { type Mail, openMail } from "./mailboxes/mail.ts";
import { oauthApps } from "./mailboxes/oauth-apps.ts";
import { mailboxRoutes } from "./mailboxes/routes.ts";
import { serveDocs } from "./openapi/docs.ts";
import { networkOf } from "./platform/addresses.ts";
import { type Attempts, NO_LIMITS, openAttempts, openThrottle } from "./platform/attempts.ts";
import type { Database } from "./platform/database.ts";
import { whenConnectable } from "./platform/database-server.ts";
import type { DiskSpace } from "./platform/disk-space.ts";
import type { Docket } from "./platform/docket.ts";
import { type AccessControl, type Actor, openFrontDoor, type Route, serve } from "./platform/front-door.ts";
import { openIdempotency } from "./platform/idempotency.ts";
import { listen } from "./platform/listen.ts";
import type { Log } from "./platform/log.ts";
import { type Metrics, openMetrics } from "./platform/metrics.ts";
import { openSealing } from "./platform/sealing.ts";
import { openLinks } from "./platform/signed-links.ts";
import type { Storage } from "./platform/storage.ts";
import { servePortal } from "./portal/portal.ts";
import { portalRoutes } from "./portal/routes.ts";
import { openPresence } from "./presence/presence.ts";
import { presenceRoutes } from "./presence/routes.ts";
import { replyRoutes } from "./replies/routes.ts";
import { reportRoutes } from "./reports/routes.ts";
import { resourceRoutes } from "./resources.ts";
import { routingRoutes } from "./routing/routes.ts";
import { searchRoutes } from "./search/routes.ts";
import { serverSettingsRoutes } from "./server-settings.ts";
import { slaRoutes } from "./sla/routes.ts";
import { snoozeRoutes } from "./snoozes/routes.ts";
import { surveyRoutes } from "./surveys/routes.ts";
import { ticketTemplateRoutes } from "./ticket-templates/routes.ts";
import type { TicketDesk } from "./tickets/list.ts";
import { releaseTickets } from "./tickets/release.ts";
import { ticketRoutes } from "./tickets/routes.ts";
import { openTally } from "./tickets/tally.ts";
import { createTicketCache } from "./tickets/ticket-cache.ts";
import { type Identity, openIdentity } from "./users/identity.ts";
import { userRoutes } from "./users/routes.ts";
import { openTokens } from "./users/tokens.ts";
import { viewRoutes } from "./views/routes.ts";
import { serveWebApp } from "./web-app.ts";
import { zoneRoutes } from "./zones/routes.ts";

// long enough to see a slip, short enough not to be waited for
const REPLY_DELAY_MS = 10_000;
// how long a stop waits for running requests; below the 30 s that supervisors wait before they kill
const GRACE_MS = 20_000;

export interface Parts {
  config: Config;
  /** The settings as Admins may see them. */
  settings: readonly ShownSetting[];
  secretKey: string;
  database: Database;
  storage: Storage;
  disks: DiskSpace;
  log: Log;
  /** How long a reply can be taken back. */
  replyDelayMs?: number;
  /** Where the built web app is; null for the API alone. */
  webApp: string | null;
  /** The sample users that the sign-in page offers. */
  demo?: DemoAccounts | null;
}

export interface App {
  http: FastifyInstance;
  docket: Docket;
  mail: Mail;
  intake: Intake;
  metrics: Metrics;
  close(): Promise<void>;
}

/** Docket put together: every feature behind the front door, not yet listening. */
export async function buildApp(parts: Parts): Promise<App> {
  const { config, settings, secretKey, database, storage, disks, log, webApp, replyDelayMs = REPLY_DELAY_MS } = parts;
  const { db, independentQuery } = database;
  const addresses = { publicUrl: config.publicUrl, mediaUrl: config.mediaUrl };
  const docket: Docket = {
    db,
    independentQuery,
    log,
    zone: config.zone,
    addresses,
    links: openLinks(secretKey),
    sealing: openSealing(secretKey),
    storage,
    ...{ maxUploadBytes: config.maxUploadBytes, isDiskLow: disks.isLow },
  };
  const mail = openMail(docket, config.mailOut, replyDelayMs, oauthApps(config.mailOAuth));
  const intake = openIntake(docket, config.mailKeepDays, mail.oauthApps);
  await applyMailboxSettings(db, docket.sealing, config.mailbox);
  const tokens = openTokens(secretKey);
  const attempts = config.isLimited ? openAttempts(independentQuery) : NO_LIMITS;
  const identity = openIdentity(db, tokens);
  const feed = openFeed(db, log);
  const presence = openPresence(db, log);
  const listening = await whenConnectable(log, () =>
    listen(
      database.pool.options,
      { person: { onNotification: identity.forget, onGap: identity.forget }, presence },
      (error) =>
        log.warn(
          { err: error },
          "lost the notification connection; changes by other servers take effect within seconds",
        ),
    ),
  );
  const desk: TicketDesk = { remembered: createTicketCache(docket.links, docket.db), tally: openTally(), addresses };
  const routes: Route[] = [
    ...userRoutes(docket, { tokens, attempts, corsOrigins: config.corsOrigins }, identity, releaseTickets),
    ...companyRoutes(docket),
    ...contactRoutes(docket),
    ...contactAddressRoutes(docket),
    ...zoneRoutes(docket),
    ...ticketRoutes(docket, desk),
    ...commentRoutes(docket, desk),
    ...attachmentRoutes(docket),
    ...ownRoutes(docket),
    ...replyRoutes(docket, replyDelayMs),
    ...routesOfEmail(docket, mail, intake),
    ...presenceRoutes(docket),
    ...inboxRoutes(docket, desk.tally),
    ...viewRoutes(docket, desk.tally),
    ...routesOfRules(docket),
    ...searchRoutes(),
    ...serverSettingsRoutes(settings, disks),
    ...bulkRoutes(docket, replyDelayMs),
    ...routesForCustomers(docket),
    ...reportRoutes(docket),
    ...liveRoutes(docket, {
      feed,
      presence,
      isSignedIn: ({ request }) =>
        identity.identify(request.headers).then(
          (actor) => actor !== null,
          // a database that is away says nothing of who is let in
          (error: unknown) => !(error instanceof Problem && error.status === 401),
        ),
    }),
  ];
  routes.push(...resourceRoutes(routes, addresses));
  const http = await openFrontDoor({ log, corsOrigins: config.corsOrigins, trustProxy: config.trustProxy });
  await http.register(cookie);
  await http.register(multipart, { throwFileSizeLimit: false });
  const metrics = openMetrics(http, database, disks, feed.followers, [measureEmail]);
  serve(http, db, routes, accessControl(identity, disks, config.isLimited));
  servePublic(http, docket, attempts, config.isLimited);
  serveDocs(
    http,
    docket.addresses,
    routes.map(({ endpoint }) => endpoint),
  );
  if (webApp) await serveWebApp(http, webApp, config.mediaUrl, parts.demo);
  else http.get("/", (_request, reply) => reply.redirect("/api/docs/", 302));
  const close = async () => {
    feed.close();
    presence.close();
    // connections that clients would keep open for a next request
    const idle = setInterval(() => http.server.closeIdleConnections(), 50);
    const cut = setTimeout(() => http.server.closeAllConnections(), GRACE_MS);
    await http.close().finally(() => {
      clearInterval(idle);
      clearTimeout(cut);
    });
    await listening.close();
  };
  return { http, docket, mail, intake, metrics, close };
}

const routesOfRules = (docket: Docket): Route[] => [
  ...macroRoutes(docket),
  ...ticketTemplateRoutes(docket),
  ...slaRoutes(docket),
  ...automationRoutes(docket),
  ...surveyRoutes(docket),
  ...routingRoutes(docket),
];

const routesForCustomers = (docket: Docket): Route[] => [...knowledgeRoutes(docket), ...portalRoutes()];

// what people open who have no account
function servePublic(http: FastifyInstance, docket: Docket, attempts: Attempts, isLimited: boolean): void {
  serveFiles(http, docket);
  serveUnsubscribe(http, docket);
  servePortal(http, docket, attempts, isLimited);
}

/** What a user keeps of tickets for themselves. */
const ownRoutes = (docket: Docket): Route[] => [...draftRoutes(docket), ...snoozeRoutes(docket)];

const routesOfEmail = (docket: Docket, mail: Mail, intake: Intake): Route[] => [
  ...mailboxRoutes(mail),
  ...emailRoutes(mail),
  ...participantRoutes(docket),
  ...invitationRoutes(mail),
  ...templateRoutes(mail),
  ...notificationRoutes(docket),
  ...suppressionRoutes(docket),
  ...incomingRoutes(intake),
  ...conversationRoutes(mail),
  ...senderRuleRoutes(docket),
];

function accessControl(identity: Identity, disks: DiskSpace, isLimited: boolean): AccessControl {
  const throttle = openThrottle();
  return {
    identify: (request) => identity.identify(request.headers),
    throttle: (request: FastifyRequest, actor: Actor | null) => {
      if (isLimited) return actor ? throttle("user", actor.id) : throttle("address", networkOf(request.ip));
    },
    requireDiskSpace: (endpoint) => disks.require(endpoint),
    once: openIdempotency(),
  };
}
