import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import cors from "@fastify/cors";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { badRequest } from "../../wire/problems.ts";

/** The headers of every response. */
export function setSecurityHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers({
    "x-request-id": request.id,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
  });
  // the request line of a proxied request may contain the whole address
  if (request.url.includes("/api/v1/")) reply.header("cache-control", "no-store");
}

/** Refuses a request with more than one Host: a proxy and the server could each use a different one (RFC 9112, 3.2). */
export function refuseSecondHost({ raw }: FastifyRequest): void {
  let hosts = 0;
  for (let at = 0; at < raw.rawHeaders.length; at += 2) if (raw.rawHeaders[at]!.toLowerCase() === "host") hosts += 1;
  if (hosts > 1) throw badRequest("The request has more than one Host header.");
}

/** Sends the CORS headers to allowed origins. A preflight is answered at once; other OPTIONS requests continue. */
export async function openCors(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  const isPreflight = ({ method, headers }: FastifyRequest) =>
    method === "OPTIONS" && headers.origin !== undefined && headers["access-control-request-method"] !== undefined;
  const settings = {
    credentials: true,
    methods: ["DELETE", "GET", "OPTIONS", "PATCH", "POST", "PUT"],
    allowedHeaders:
      "accept, accept-encoding, authorization, content-type, dnt, origin, user-agent, x-csrftoken, x-requested-with, if-match, idempotency-key, last-event-id, x-request-id",
    exposedHeaders: "etag, x-request-id, retry-after, idempotent-replayed, content-disposition",
    maxAge: 86_400,
    optionsSuccessStatus: 200,
  };
  await app.register(cors, {
    delegator: (request, done) => {
      const { origin } = request.headers;
      const isLetIn = origin !== undefined && origins.includes(origin);
      done(null, { ...settings, origin: isLetIn ? origin : false, preflight: isPreflight(request) });
    },
  });
  app.addHook("onRequest", async (request, reply) => {
    if (isPreflight(request)) return reply.code(200).send();
  });
}

const LINGER_MS = 2_000;

/**
 * Responds to a request whose body is not read any further, and ends the connection. The rest of the body is discarded for a
 * moment: if a connection closes while the client is still sending, it is reset, and the client never sees the response.
 */
export function answerEarly({ raw }: FastifyRequest, reply: FastifyReply, text: string): FastifyReply {
  reply.headers({ connection: "close", "content-length": Buffer.byteLength(text) });
  return reply.send(Readable.from(lastWords(raw, text), { objectMode: false }));
}

async function* lastWords(raw: IncomingMessage, text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
  raw.unpipe();
  raw.resume();
  await finished(raw, { signal: AbortSignal.timeout(LINGER_MS) }).catch(() => {});
}

/** Responds to bytes that are not HTTP. */
export function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (socket.destroyed || !socket.writable) return;
  const [status, text] =
    error.code === "HPE_HEADER_OVERFLOW"
      ? ["431 Request Header Fields Too Large", "The request's address and headers are too long."]
      : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
        ? ["408 Request Timeout", "The request did not arrive in time."]
        : ["400 Bad Request", "The request is not valid HTTP."];
  const body = JSON.stringify({ detail: text });
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  );
}
