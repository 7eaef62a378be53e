import cookie from "@fastify/cookie";
import multipart from "@fastify/multipart";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Problem } from "../wire/problems.ts";
import { serveFiles } from "./attachments/download.ts";
import { attachmentRoutes } from "./attachments/routes.ts";
import { automationRoutes } from "./automations/routes.ts";
import { bulkRoutes } from "./bulk/routes.ts";
import { checklistRoutes } from "./checklists/routes.ts";
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
import { erasureRoutes } from "./erasure/routes.ts";
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
import { recurrenceRoutes } from "./recurrences/routes.ts";
import { releaseOf } from "./release-users.ts";
import { replyRoutes } from "./replies/routes.ts";
import { reportEmailRoutes } from "./report-emails/routes.ts";
import { reportRoutes } from "./reports/routes.ts";
import { resourceRoutes } from "./resources.ts";
import { routingRoutes } from "./routing/routes.ts";
import { searchRoutes } from "./search/routes.ts";
import { serverSettingsRoutes } from "./server-settings.ts";
import { slaRoutes } from "./sla/routes.ts";
import { snoozeRoutes } from "./snoozes/routes.ts";
import { surveyRoutes } from "./surveys/routes.ts";
import { ticketTemplateRoutes } from "./ticket-templates/routes.ts";
import { ticketRoutes } from "./tickets/routes.ts";
import { openTally } from "./tickets/tally.ts";
import { createTicketCache } from "./tickets/ticket-cache.ts";
import { type Identity, openIdentity } from "./users/identity.ts";
import { userRoutes } from "./users/routes.ts";
import { openTokens } from "./users/tokens.ts";
import { viewRoutes } from "./views/routes.ts";
import { serveWebApp } from "./web-app.ts";
import { zoneRoutes } from "./zones/routes.ts";

// long enough to notice a mistake, short enough not to wait for
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
  const { config, database, disks, log, webApp } = parts;
  const services = await openServices(parts);
  const { docket, mail, intake, identity, attempts, feed } = services;
  const notifications = await listenToServers(database, services, log);
  const routes = routesOf(parts, services);
  const http = await openFrontDoor({ log, corsOrigins: config.corsOrigins, trustProxy: config.trustProxy });
  await http.register(cookie);
  await http.register(multipart, { throwFileSizeLimit: false });
  const metrics = openMetrics(http, database, disks, feed.followers, [measureEmail]);
  serve(http, database.db, routes, accessControl(identity, disks, config.isLimited));
  servePublic(http, docket, attempts, config.isLimited);
  serveDocs(
    http,
    docket.addresses,
    routes.map(({ endpoint }) => endpoint),
  );
  if (webApp) await serveWebApp(http, webApp, config.mediaUrl, parts.demo);
  else http.get("/", (_request, reply) => reply.redirect("/api/docs/", 302));
  const close = async () => {
    await stopServing(http, services);
    await notifications.close();
  };
  return { http, docket, mail, intake, metrics, close };
}

type Services = Awaited<ReturnType<typeof openServices>>;

/** What the routes share. */
async function openServices({
  config,
  secretKey,
  database,
  storage,
  disks,
  log,
  replyDelayMs = REPLY_DELAY_MS,
}: Parts) {
  const { db, independentQuery } = database;
  const docket: Docket = {
    db,
    independentQuery,
    log,
    zone: config.zone,
    addresses: { publicUrl: config.publicUrl, mediaUrl: config.mediaUrl },
    links: openLinks(secretKey),
    sealing: openSealing(secretKey),
    storage,
    maxUploadBytes: config.maxUploadBytes,
    isDiskLow: disks.isLow,
  };
  const mail = openMail(docket, config.mailOut, replyDelayMs, oauthApps(config.mailOAuth));
  const intake = openIntake(docket, config.mailKeepDays, mail.oauthApps);
  await applyMailboxSettings(db, docket.sealing, config.mailbox);
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
    desk: { remembered: createTicketCache(docket.links, db), tally: openTally(), addresses: docket.addresses },
  };
}

/** Follows what other servers change: users and their sessions, and who has which ticket open. */
const listenToServers = (database: Database, { identity, presence }: Services, log: Log) =>
  whenConnectable(log, () =>
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

function routesOf({ config, settings, disks }: Parts, services: Services): Route[] {
  const { docket, mail, intake, tokens, attempts, identity, desk } = services;
  const routes = [
    ...userRoutes(docket, { tokens, attempts, corsOrigins: config.corsOrigins }, identity, releaseOf(docket)),
    ...companyRoutes(docket),
    ...contactRoutes(docket),
    ...contactAddressRoutes(docket),
    ...zoneRoutes(docket),
    ...ticketRoutes(docket, desk),
    ...commentRoutes(docket, desk),
    ...attachmentRoutes(docket),
    ...ownRoutes(docket),
    ...replyRoutes(docket, services.replyDelayMs),
    ...routesOfEmail(docket, mail, intake),
    ...presenceRoutes(docket),
    ...inboxRoutes(docket, desk.tally),
    ...viewRoutes(docket, desk.tally),
    ...routesOfRules(docket),
    ...searchRoutes(),
    ...serverSettingsRoutes(settings, disks),
    ...bulkRoutes(docket, services.replyDelayMs),
    ...routesForCustomers(docket),
    ...reportRoutes(docket),
    ...reportEmailRoutes(mail),
    ...eventRoutes(services),
  ];
  return [...routes, ...resourceRoutes(routes, docket.addresses)];
}

const eventRoutes = ({ docket, feed, presence, identity }: Services): Route[] =>
  liveRoutes(docket, {
    feed,
    presence,
    isSignedIn: ({ request }) =>
      identity.identify(request.headers).then(
        (actor) => actor !== null,
        // if the database is away, a session may still be valid
        (error: unknown) => !(error instanceof Problem && error.status === 401),
      ),
  });

async function stopServing(http: FastifyInstance, { feed, presence }: Services): Promise<void> {
  feed.close();
  presence.close();
  const cut = setTimeout(() => http.server.closeAllConnections(), GRACE_MS);
  await http.close().finally(() => clearTimeout(cut));
}

const routesOfRules = (docket: Docket): Route[] => [
  ...macroRoutes(docket),
  ...ticketTemplateRoutes(docket),
  ...recurrenceRoutes(docket),
  ...slaRoutes(docket),
  ...automationRoutes(docket),
  ...surveyRoutes(docket),
  ...routingRoutes(docket),
];

const routesForCustomers = (docket: Docket): Route[] =>
  [knowledgeRoutes, portalRoutes, erasureRoutes].flatMap((routesOf) => routesOf(docket));

// pages for people without an account
function servePublic(http: FastifyInstance, docket: Docket, attempts: Attempts, isLimited: boolean): void {
  serveFiles(http, docket);
  serveUnsubscribe(http, docket);
  servePortal(http, docket, attempts, isLimited);
}

/** What each user has of a ticket alone, and its checklist. */
const ownRoutes = (docket: Docket): Route[] => [
  ...draftRoutes(docket),
  ...snoozeRoutes(docket),
  ...checklistRoutes(docket),
];

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
