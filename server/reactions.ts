import { runAutomations } from "./automations/react.ts";
import { notifyAgents } from "./emails/notifications.ts";
import { acknowledgeTickets, cancelReplies, sendReplies } from "./emails/reply-emails.ts";
import { tellOfFailures } from "./emails/undelivered.ts";
import { addReaders, type Reaction, readersBehind, runReaction } from "./events/reader.ts";
import type { Mail } from "./mailboxes/mail.ts";
import type { Db } from "./platform/database.ts";
import type { Log } from "./platform/log.ts";
import { returnScheduledReplies } from "./replies/sending.ts";
import { routeTickets } from "./routing/react.ts";
import { followSla } from "./sla/follow.ts";
import { endSnoozesOnReply } from "./snoozes/snoozes.ts";
import { notifyOfLowRatings } from "./surveys/low-ratings.ts";
import { cancelSurveys, startSurveys } from "./surveys/surveys.ts";

/**
 * Everything that happens because of an event, a moment after it: WHEN something has happened, WHAT follows. What must be true
 * when the request is answered is no reaction but a call in its transaction.
 *
 * Imports, undo and bulk changes (unless the person who makes one says so) start none of them; nor does what happened before a
 * reaction was added here.
 */
export const reactionsOf = (mail: Mail): readonly Reaction[] => [
  acknowledgeTickets(mail),
  sendReplies(mail),
  cancelReplies,
  returnScheduledReplies,
  notifyAgents(mail),
  followSla,
  tellOfFailures(mail),
  endSnoozesOnReply,
  startSurveys,
  cancelSurveys,
  notifyOfLowRatings(mail),
  runAutomations(mail),
  routeTickets,
];

const POLL_MS = 500;

/** Runs reactions as events occur; the returned function waits for a running one. Any number of servers may do so. */
export function startReactions(db: Db, log: Log, reactions: readonly Reaction[]): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let hasReaders = reactions.length === 0;
  const runAll = async () => {
    if (!hasReaders) await addReaders(db, reactions);
    hasReaders = true;
    const behind = await readersBehind(db);
    await Promise.all(reactions.filter(({ name }) => behind.includes(name)).map(catchUp));
  };
  const catchUp = async (reaction: Reaction) => {
    try {
      while (!isStopped && (await runReaction(db, reaction)));
    } catch (error) {
      log.error({ err: error, reaction: reaction.name }, "a reaction failed; it is tried again");
    }
  };
  const again = async () => {
    await runAll().catch((error: unknown) => log.warn({ err: error }, "could not read events for reactions; retrying"));
    if (!isStopped) timer = setTimeout(next, POLL_MS);
  };
  let running = Promise.resolve();
  const next = () => {
    running = again();
  };
  if (reactions.length > 0) next();
  return async () => {
    isStopped = true;
    clearTimeout(timer);
    await running;
  };
}
