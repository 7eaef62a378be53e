import type { Mail } from "../mailboxes/mail.ts";
import { writeSlaAlerts } from "./alerts.ts";
import { countWaiting } from "./apply.ts";

const POLL_MS = 1_000;

/** Writes SLA reminders as they come due, and counts clocks that wait for it. Any number of servers may do so. */
export function startSla(mail: Pick<Mail, "db" | "mailOut" | "log">): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const again = async () => {
    try {
      while (!isStopped && (await countWaiting(mail.db)));
      while (!isStopped && (await writeSlaAlerts(mail)));
    } catch (error) {
      mail.log.warn({ err: error }, "could not write SLA reminders; retrying");
    }
    if (!isStopped) timer = setTimeout(next, POLL_MS);
  };
  let running = Promise.resolve();
  const next = () => {
    running = again();
  };
  next();
  return async () => {
    isStopped = true;
    clearTimeout(timer);
    await running;
  };
}
