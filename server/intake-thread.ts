import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Config } from "./config.ts";
import type { Intake } from "./incoming/context.ts";
import { isWaiting } from "./incoming/intake.ts";
import type { Connection } from "./platform/database.ts";
import type { Disk } from "./platform/disk-space.ts";
import type { TicketParts } from "./tickets/ticket-parts.ts";

const POLL_MS = 500;
const RESTART_MS = 1000;

/** What the thread needs to open the services of the intake for itself. */
export interface ThreadData {
  config: Config;
  secretKey: string;
  connection: Connection;
  /** Whether PostgreSQL runs on this machine, so that its processes have a priority beside those of requests. */
  isEmbedded: boolean;
  folders: Partial<Record<Disk, string | null>>;
}

/**
 * Takes in emails as `startIntake` does, but in a thread of its own, with connections of its own, so that requests do not
 * wait for it. The thread starts with the first email; one that ends by an error is replaced.
 */
export function startIntakeThread(intake: Intake, data: ThreadData): () => Promise<void> {
  const stopping = new AbortController();
  let thread: Worker | null = null;
  let nextStart = 0;
  const begin = () => {
    const worker = new Worker(new URL("./intake-worker.ts", import.meta.url), { workerData: data });
    worker.on("message", (ticket: TicketParts) => intake.onNewTicket(ticket));
    worker.on("error", (error) =>
      intake.log.error({ err: error }, "the thread of incoming emails failed; it is replaced"),
    );
    worker.on("exit", () => {
      thread = null;
      nextStart = performance.now() + RESTART_MS;
    });
    return worker;
  };
  const run = async () => {
    while (!stopping.signal.aborted) {
      const arrival = intake.arrivals.next();
      try {
        if (!thread && performance.now() >= nextStart && (await isWaiting(intake.db))) thread = begin();
      } catch (error) {
        intake.log.warn({ err: error }, "could not look for emails that arrived; retrying");
      }
      const hasArrived = await Promise.race([arrival.then(() => true), pause(stopping.signal).then(() => false)]);
      if (hasArrived) thread?.postMessage("arrival");
    }
  };
  const running = run();
  return async () => {
    stopping.abort();
    await running;
    await intake.parser.close();
    if (!thread) return;
    const exit = once(thread, "exit");
    thread.postMessage("stop");
    await exit;
  };
}

const pause = (signal: AbortSignal) => sleep(POLL_MS, undefined, { signal, ref: false }).catch(() => {});
