import { runAutomations } from "./automations/react.ts";
import { notifyAgents } from "./emails/notifications.ts";
import { acknowledgeTickets, cancelReplies, sendReplies } from "./emails/reply-emails.ts";
import { tellOfFailures } from "./emails/undelivered.ts";
import { concerns, moveIdleReaders, readNews } from "./events/news.ts";
import { addReaders, endBelow, type Position, type Reaction, readOn } from "./events/reader.ts";
import type { Mail } from "./mailboxes/mail.ts";
import type { Db } from "./platform/database.ts";
import type { Log } from "./platform/log.ts";
import { repeat } from "./platform/repeat.ts";
import { readStableXid } from "./platform/stable-xid.ts";
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
// after a crash, only events skipped since then are read again
const MOVE_MS = 2000;

/** Runs reactions as events occur; the returned function waits for a running one. Any number of servers may do so. */
export function startReactions(db: Db, log: Log, reactions: readonly Reaction[]): () => Promise<void> {
  if (reactions.length === 0) return async () => {};
  const rounds = new Rounds(db, log, reactions);
  return repeat(() => rounds.run(), {
    log,
    failure: "could not read events for reactions; retrying",
    pauseMs: POLL_MS,
  });
}

/**
 * What one server knows about its readers. A reader is `behind` until this server has read its events to the end: another
 * server that is reading for it may die before it commits.
 */
class Rounds {
  readonly #db: Db;
  readonly #log: Log;
  readonly #reactions: readonly Reaction[];
  /** The position up to which the kinds of events were read, for all readers. */
  #position: Position | null = null;
  /** Whether events were passed since the readers were last moved, and when that was. */
  #hasPassed = false;
  #movedAt = 0;
  readonly #behind = new Set<Reaction>();
  readonly #readTo = new Map<Reaction, bigint>();

  constructor(db: Db, log: Log, reactions: readonly Reaction[]) {
    this.#db = db;
    this.#log = log;
    this.#reactions = reactions;
  }

  /**
   * Runs each reaction that is behind on its next events. Returns true if one of them has more, so that it does not
   * delay the others.
   */
  async run(): Promise<boolean> {
    if (this.#position === null) await this.#begin();
    else await this.#look(this.#position);
    const reactions = [...this.#behind];
    const hasMore = await Promise.all(reactions.map((reaction) => this.#readOn(reaction)));
    await this.#moveIdle();
    return hasMore.includes(true);
  }

  async #begin(): Promise<void> {
    await addReaders(this.#db, this.#reactions);
    this.#position = endBelow(await readStableXid(this.#db));
    for (const reaction of this.#reactions) this.#behind.add(reaction);
  }

  async #look(from: Position): Promise<void> {
    const stable = await readStableXid(this.#db);
    for (let isEnd = false; !isEnd; ) {
      const news = await readNews(this.#db, from, stable);
      for (const reaction of this.#reactions)
        if (concerns(news.kinds, reaction, this.#readTo.get(reaction) ?? 0n)) this.#behind.add(reaction);
      this.#hasPassed ||= news.kinds.length > 0;
      ({ position: from, isEnd } = news);
      this.#position = from;
    }
  }

  async #readOn(reaction: Reaction): Promise<boolean> {
    try {
      const { hasReacted, readTo } = await readOn(this.#db, reaction);
      if (readTo === null) return hasReacted;
      this.#readTo.set(reaction, readTo);
      this.#behind.delete(reaction);
    } catch (error) {
      this.#log.error({ err: error, reaction: reaction.name }, "a reaction failed; it is tried again");
    }
    return false;
  }

  async #moveIdle(): Promise<void> {
    if (!this.#hasPassed || performance.now() - this.#movedAt < MOVE_MS) return;
    const idle = this.#reactions.filter((reaction) => !this.#behind.has(reaction));
    const names = idle.map(({ name }) => name);
    if (names.length > 0) await moveIdleReaders(this.#db, names, this.#position!);
    this.#hasPassed = idle.length < this.#reactions.length;
    this.#movedAt = performance.now();
  }
}
