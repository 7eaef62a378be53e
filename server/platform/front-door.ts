import { randomUUID } from "node:crypto";
import { METHODS as HTTP_METHODS } from "node:http";
import { Readable } from "node:stream";
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
  type RouteHandlerMethod,
} from "fastify";
import { API, type Endpoint } from "../../wire/endpoint.ts";
import { may } from "../../wire/permissions.ts";
import { badRequest, forbidden, methodNotAllowed, notFound, Problem, unauthorized } from "../../wire/problems.ts";
import { type Actor, NOBODY } from "./actor.ts";
import { hideContentType, limitBody } from "./bodies.ts";
import type { Db } from "./database.ts";
import { toProblem } from "./error-to-problem.ts";
import { answerEarly, openCors, refuseConnection, refuseSecondHost, setSecurityHeaders } from "./http-behavior.ts";
import type { Once } from "./idempotency.ts";
import type { Log } from "./log.ts";
import { describe, lastValues, negotiate } from "./negotiation.ts";

export type { Actor };

export interface RequestContext {
  /** What the request's statements run on: a transaction if it has an Idempotency-Key. */
  db: Db;
  request: FastifyRequest;
  reply: FastifyReply;
  /** The user who sends the request; on public endpoints, an actor without permissions. */
  actor: Actor;
  params: Record<string, string>;
  query: Record<string, string | undefined>;
}

export type Answer = { body?: unknown; status?: number; headers?: Record<string, string> };

/** A body that was received before the transaction began. */
export interface ReceivedBody {
  /** What distinguishes it from other bodies. */
  fingerprint: string;
  /** Releases the parts that nobody needed. */
  drop(): Promise<void>;
}

export interface Route {
  endpoint: Endpoint;
  receive?: (ctx: RequestContext) => Promise<ReceivedBody>;
  prepare?: (ctx: RequestContext) => Promise<unknown>;
  answer: (ctx: RequestContext, preparation?: unknown) => Promise<Answer> | Answer;
  /** The route that shows the object in this one's response. */
  shows?: Route;
}

export const route = (endpoint: Endpoint, answer: (ctx: RequestContext) => Promise<Answer> | Answer): Route => ({
  endpoint,
  answer,
});

/** A route whose body may arrive slowly. */
export const slowRoute = <R extends ReceivedBody>(
  endpoint: Endpoint,
  receive: (ctx: RequestContext) => Promise<R>,
  answer: (ctx: RequestContext, payload: R) => Promise<Answer>,
): Route => ({ endpoint, receive, answer: answer as Route["answer"] });

/**
 * A route with work before its transaction begins. Hashing a password takes long and must not hold a connection; a
 * counted attempt must stay counted if the request is refused.
 */
export const preparedRoute = <P>(
  endpoint: Endpoint,
  prepare: (ctx: RequestContext) => Promise<P>,
  answer: (ctx: RequestContext, preparation: P) => Promise<Answer>,
): Route => ({ endpoint, prepare, answer: answer as Route["answer"] });

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] as const;
const UNUSED_METHODS = HTTP_METHODS.filter((each) => each !== "CONNECT" && !METHODS.some((method) => method === each));
const CHANGING = new Set(["POST", "PUT", "PATCH", "DELETE"]);
export interface AccessControl {
  /** The user of a request's credential; null without a credential; a Problem if it is not valid. */
  identify(request: FastifyRequest): Promise<Actor | null> | Actor | null;
  /** Throws if this caller sends too many requests. */
  throttle(request: FastifyRequest, actor: Actor | null): Promise<void> | void;
  /** Throws if a disk is too full for this endpoint. */
  requireDiskSpace(endpoint: Endpoint): void;
  /** Runs a changing request with an Idempotency-Key once. */
  once: Once;
}

export interface FrontDoorSettings {
  log: Log;
  corsOrigins: readonly string[];
  trustProxy: readonly string[];
}

/** Opens a server with everything that all paths share: request IDs, headers, CORS, and problems as JSON. */
export async function openFrontDoor({ log, corsOrigins, trustProxy }: FrontDoorSettings): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: trustProxy.length > 0 ? [...trustProxy] : false,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 300 },
    bodyLimit: Number.MAX_SAFE_INTEGER,
    // disconnects clients that send or read too slowly, so that they do not hold connections forever
    requestTimeout: 120_000,
    connectionTimeout: 120_000,
    keepAliveTimeout: 75_000,
    http: { connectionsCheckingInterval: 2_000 },
    forceCloseConnections: "idle",
    exposeHeadRoutes: false,
    genReqId: (raw) => requestId(raw.headers["x-request-id"]),
    rewriteUrl: (raw) => withoutJsonSuffix(raw.url ?? "/"),
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => {
      setSecurityHeaders(request, reply);
      return answerProblem(request, reply, error);
    },
    clientErrorHandler: (error, socket) => refuseConnection(error as NodeJS.ErrnoException, socket),
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, payload, done) => done(null, payload));
  app.addHook("onRequest", async (request, reply) => {
    setSecurityHeaders(request, reply);
    refuseSecondHost(request);
    hideContentType(request);
  });
  await openCors(app, corsOrigins);
  app.setErrorHandler((error, request, reply) => answerProblem(request, reply, error));
  app.setNotFoundHandler((request, reply) => answerProblem(request, reply, notFound()));
  return app;
}

const requestId = (header: unknown) =>
  typeof header === "string" && /^[\w.-]{1,100}$/.test(header) ? header : randomUUID();

const withoutJsonSuffix = (url: string) => {
  const end = url.indexOf("?");
  const path = end < 0 ? url : url.slice(0, end);
  if (!path.startsWith(`${API}/`) || !path.endsWith(".json")) return url;
  return `${path.slice(0, -5)}/${url.slice(path.length)}`;
};

/** Puts routes behind the front door. Its checks come in the order that clients of the Django backend rely on. */
export function serve(app: FastifyInstance, db: Db, routes: readonly Route[], control: AccessControl): void {
  const byPath = Map.groupBy(routes, (each) => each.endpoint.path);
  const handlers: [pattern: RegExp, handler: RouteHandlerMethod][] = [];
  for (const [path, group] of byPath) {
    const byMethod = new Map<string, Route>(
      group.map((each) => [each.endpoint.method, { ...each, shows: showing(routes, each) }]),
    );
    if (byMethod.has("GET")) byMethod.set("HEAD", byMethod.get("GET")!);
    const allow = METHODS.filter((method) => byMethod.has(method) || method === "OPTIONS").join(", ");
    const handler: RouteHandlerMethod = (request, reply) => {
      reply.header("allow", allow);
      return handle(request, reply, db, byMethod, control);
    };
    app.route({ method: [...METHODS], url: API + path.replaceAll(/\{(\w+)\}/g, ":$1"), handler });
    handlers.push([new RegExp(`^${path.slice(1, -1).replaceAll(/\{\w+\}/g, "[^/]+")}/?$`), handler]);
  }
  serveUnusedMethods(app, handlers);
}

/** The GET that returns the same object: at the same path, or the shortest one that ends with an ID. */
function showing(routes: readonly Route[], { endpoint: { answer, path } }: Route): Route | undefined {
  const candidates = routes.filter(
    ({ endpoint: each }) => answer && each.method === "GET" && each.answer === answer && !each.answerType,
  );
  const byId = candidates.filter((each) => /^[^{]*\{id\}\/$/.test(each.endpoint.path));
  byId.sort((a, b) => a.endpoint.path.length - b.endpoint.path.length);
  return candidates.find((each) => each.endpoint.path === path) ?? byId[0];
}

// One route returns 405 for all methods that no endpoint has (TRACE, QUERY, PROPFIND, …): a route for each of them at
// each path would be 3,000 routes.
function serveUnusedMethods(app: FastifyInstance, handlers: readonly [RegExp, RouteHandlerMethod][]): void {
  for (const method of UNUSED_METHODS) app.addHttpMethod(method, { overrideExisting: true });
  app.route({
    method: UNUSED_METHODS,
    url: `${API}/*`,
    handler(request, reply) {
      const path = (request.params as { "*": string })["*"];
      const handler = handlers.find(([pattern]) => pattern.test(path))?.[1];
      if (!handler) throw notFound();
      return handler.call(this, request, reply);
    },
  });
}

async function handle(
  request: FastifyRequest,
  reply: FastifyReply,
  db: Db,
  routes: Map<string, Route>,
  control: AccessControl,
) {
  const route = routes.get(request.method);
  const { access, permission } = (route ?? routes.values().next().value)!.endpoint;
  if (negotiate(request, reply, route?.endpoint) === "html") return reply;
  const actor = access === "credentials-ignored" ? null : await control.identify(request);
  const open = access === "public" || access === "credentials-ignored";
  if (!open && !actor) throw unauthorized();
  // an endpoint that names no permission is for Admins
  if (!open && !(permission ? may(actor!, permission) : actor!.role === "Admin")) throw forbidden();
  const isSigned = route?.endpoint.isSigned ?? false;
  if (!isSigned) await control.throttle(request, actor);
  if (request.method === "OPTIONS") return describe(reply, [...routes.values()]);
  if (!route) throw methodNotAllowed(request.method);
  control.requireDiskSpace(route.endpoint);
  limitBody(request, route.endpoint);
  const ctx: RequestContext = {
    db,
    request,
    reply,
    actor: actor ?? NOBODY,
    params: request.params as Record<string, string>,
    query: lastValues(request.query as Record<string, string | string[]>),
  };
  const payload = await route.receive?.(ctx)?.catch(async (error: unknown) => {
    if (isSigned && error instanceof Problem && error.status === 401) await control.throttle(request, actor);
    throw error;
  });
  const answering = answer(ctx, route, payload, actor ? control.once : null);
  return send(reply, route.endpoint, await answering.finally(() => payload?.drop()));
}

/** Answers the request; one that changes something and has an Idempotency-Key is run once, however often it is sent. */
function answer(
  ctx: RequestContext,
  route: Route,
  payload: ReceivedBody | undefined,
  once: Once | null,
): Promise<Answer> {
  const { request, params } = ctx;
  let preparation: Promise<unknown> | undefined;
  const prepare = route.prepare ? () => (preparation ??= route.prepare!(ctx)) : null;
  const run = async (db: Db) => await route.answer({ ...ctx, db }, payload ?? (await prepare?.()));
  const show = async (id: string | null) =>
    (await route.shows?.answer({ ...ctx, params: id ? { id } : params, query: {} })) ?? null;
  const hasKey = CHANGING.has(request.method) && request.headers["idempotency-key"] !== undefined;
  return once && hasKey ? once(ctx, { endpoint: route.endpoint, prepare, run, show }, payload) : run(ctx.db);
}

function send(reply: FastifyReply, endpoint: Endpoint, answer: Answer) {
  if (reply.sent || reply.raw.headersSent) return reply;
  reply.code(answer.status ?? endpoint.status);
  if (answer.headers) reply.headers(answer.headers);
  if (answer.body === undefined) return reply.send();
  if (!reply.hasHeader("content-type")) reply.header("content-type", "application/json");
  const raw = Buffer.isBuffer(answer.body) || answer.body instanceof Readable || typeof answer.body === "string";
  return reply.send(raw ? answer.body : JSON.stringify(answer.body));
}

function answerProblem(request: FastifyRequest, reply: FastifyReply, error: unknown) {
  const isAborted = request.raw.destroyed && !request.raw.complete;
  const problem = toProblem(error) ?? (isAborted ? badRequest("The connection closed within the request.") : null);
  if (!problem)
    request.log.error(
      { err: error, request: request.id, method: request.method, url: request.url.split("?", 1)[0] },
      "failed",
    );
  const { status, body, headers } = problem ?? new Problem(500, { detail: "Internal server error." });
  if (reply.raw.headersSent) return reply.raw.destroy();
  const text = JSON.stringify(body);
  reply.code(status).headers(headers).header("content-type", "application/json");
  return status === 413 && !request.raw.complete ? answerEarly(request, reply, text) : reply.send(text);
}
