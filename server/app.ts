import cookie from "@fastify/cookie";
import multipart from "@fastify/multipart";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { serveFiles } from "./attachments/download.ts";
import { serveUnsubscribe } from "./emails/notification-routes.ts";
import type { Intake } from "./incoming/context.ts";
import { measureEmail } from "./incoming/metrics.ts";
import type { Mail } from "./mailboxes/mail.ts";
import { serveDocs } from "./openapi/docs.ts";
import { networkOf } from "./platform/addresses.ts";
import { type Attempts, openThrottle } from "./platform/attempts.ts";
import type { Database } from "./platform/database.ts";
import { whenConnectable } from "./platform/database-server.ts";
import type { DiskSpace } from "./platform/disk-space.ts";
import type { Docket } from "./platform/docket.ts";
import { type AccessControl, type Actor, openFrontDoor, serve } from "./platform/front-door.ts";
import { openIdempotency } from "./platform/idempotency.ts";
import { answerLastRequests } from "./platform/last-requests.ts";
import { listen } from "./platform/listen.ts";
import type { Log } from "./platform/log.ts";
import { type Metrics, openMetrics } from "./platform/metrics.ts";
import type { PictureSource } from "./platform/public-picture.ts";
import { type PortalSettings, servePortal } from "./portal/portal.ts";
import { routesOf } from "./routes.ts";
import { openServices, type ServiceParts, type Services } from "./services.ts";
import type { Identity } from "./users/identity.ts";
import { serveWebApp } from "./web-app.ts";

// how long a stopping server waits for running requests; less than the 30 s after which supervisors kill it
const GRACE_MS = 20_000;

export interface App {
  http: FastifyInstance;
  docket: Docket;
  mail: Mail;
  intake: Intake;
  pictures: PictureSource;
  metrics: Metrics;
  close(): Promise<void>;
}

/** Builds the server with every feature behind the front door. It does not listen yet. */
export async function buildApp(parts: ServiceParts): Promise<App> {
  const { config, database, disks, log, webApp } = parts;
  const services = await openServices(parts);
  const { docket, mail, intake, pictures, identity, attempts, feed } = services;
  const notifications = await listenToServers(database, services, log);
  const routes = routesOf(parts, services);
  const http = await openFrontDoor({ log, corsOrigins: config.corsOrigins, trustProxy: config.trustProxy });
  await http.register(cookie);
  await http.register(multipart, { throwFileSizeLimit: false });
  const metrics = openMetrics(http, database, disks, feed.followers, [measureEmail]);
  serve(http, database.db, routes, accessControl(identity, disks, config.isLimited));
  servePublic(http, docket, attempts, { isLimited: config.isLimited, isMailOn: config.mailOut === "on" });
  serveDocs(
    http,
    docket.addresses,
    routes.map(({ endpoint }) => endpoint),
  );
  if (webApp) await serveWebApp(http, webApp, config.mediaUrl, parts.demo);
  else http.get("/", (_request, reply) => reply.redirect("/api/docs/", 302));
  // registered last, so that /readyz reports at once that the server is stopping
  answerLastRequests(http);
  const close = async () => {
    await stopServing(http, services);
    await notifications.close();
  };
  return { http, docket, mail, intake, pictures, metrics, close };
}

/** Follows changes by other servers: of users, of their sessions, and of who has which ticket open. */
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
      database.patience,
    ),
  );

async function stopServing(http: FastifyInstance, { feed, presence }: Services): Promise<void> {
  feed.close();
  presence.close();
  const timer = setTimeout(() => http.server.closeAllConnections(), GRACE_MS);
  await http.close().finally(() => clearTimeout(timer));
}

// pages for people without an account
function servePublic(http: FastifyInstance, docket: Docket, attempts: Attempts, settings: PortalSettings): void {
  serveFiles(http, docket);
  serveUnsubscribe(http, docket);
  servePortal(http, docket, attempts, settings);
}

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
