import type { Mail } from "../mailboxes/mail.ts";
import { repeat } from "../platform/repeat.ts";
import { writeSlaAlerts } from "./alerts.ts";
import { countWaiting } from "./apply.ts";

const POLL_MS = 1_000;

/**
 * Writes due reminders, then counts the clocks that wait for it. It looks for reminders again between any two batches
 * of clocks, because applying a policy to 100,000 tickets takes a minute, and no reminder may be that late.
 */
export async function keepSla(mail: Pick<Mail, "db" | "mailOut">, isStopped = () => false): Promise<void> {
  do while (!isStopped() && (await writeSlaAlerts(mail)));
  while (!isStopped() && (await countWaiting(mail.db)));
}

/** Writes SLA reminders as they come due, and counts clocks that wait for it. Any number of servers may do so. */
export const startSla = (mail: Pick<Mail, "db" | "mailOut" | "log">): (() => Promise<void>) =>
  repeat((isStopped) => keepSla(mail, isStopped), {
    log: mail.log,
    failure: "could not write SLA reminders; retrying",
    pauseMs: POLL_MS,
  });
