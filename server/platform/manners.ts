import type { Socket } from "node:net";
import cors from "@fastify/cors";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

/** What every answer says of itself. */
export function mind(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers({
    "x-request-id": request.id,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
  });
}

/** Origins that are let in are told so; a preflight is answered at once, whoever asks; other OPTIONS go their way. */
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

/** Answers what is not even HTTP. */
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
