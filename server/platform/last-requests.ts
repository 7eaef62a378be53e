import { Server, type Socket } from "node:net";
import { setImmediate, setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";

const STEP_MS = 10;
/** How often a stopping server checks for requests on connections that it accepted and that have sent nothing yet. */
const MAX_STEPS = 100;
const IDLE_MS = 50;

/**
 * Answers requests that are on their way when the server stops. Node.js counts a connection whose first request has not
 * been read as idle, and destroys it: its client sees a reset, although a balancer would only have tried another server had
 * the connection been refused. So a stop first accepts no more connections, waits a moment for the first request of those
 * it has, and only then closes idle ones. Steps are counted instead of time, so that a server that was busy reads first.
 */
export function answerLastRequests(http: FastifyInstance): void {
  const unreadSockets = new Set<Socket>();
  http.server.on("connection", (socket: Socket) => {
    unreadSockets.add(socket);
    socket.once("close", () => unreadSockets.delete(socket));
  });
  http.server.on("request", ({ socket }) => unreadSockets.delete(socket));
  http.addHook("preClose", async () => {
    // first accepts the connections that have arrived
    await setImmediate();
    Server.prototype.close.call(http.server);
    for (let step = 0; unreadSockets.size > 0 && step < MAX_STEPS; step += 1) await sleep(STEP_MS);
    // connections that clients keep open for their next request
    const idle = setInterval(() => http.server.closeIdleConnections(), IDLE_MS);
    http.server.once("close", () => clearInterval(idle));
  });
}
