/** Between two rounds, however much happens. */
const QUIET_MS = 250;
/** Before a round that follows a quiet time. */
const SOON_MS = 30;
const AFTER_FAILURE_MS = 3_000;

/** Work on tickets in rounds, one at a time. Tickets that are added during a round are in the next one. */
export interface Rounds {
  /** Adds tickets to the next round, which begins soon. */
  add(ids: Iterable<string>): void;
  /** Adds tickets to a round that begins at once, or a moment after the current one. Resolves when it has ended. */
  addNow(ids: Iterable<string>): Promise<void>;
  /** Begins a round at once, even without a ticket. */
  start(): void;
  stop(): void;
}

/** The tickets of a round that fails are in the next one. */
export function openRounds(work: (ids: ReadonlySet<string>) => Promise<void>): Rounds {
  let waiting: string[] = [];
  let round: Promise<void> | null = null;
  let isStopped = false;
  let endedAt = 0;
  const run = async (afterMs: number) => {
    await pause(afterMs);
    if (isStopped) return;
    const ids = new Set(waiting);
    waiting = [];
    await work(ids).catch(() => {
      waiting.push(...ids);
      return pause(AFTER_FAILURE_MS);
    });
  };
  /** Begins a round after this time, unless one has begun. */
  const begin = (afterMs: number): Promise<void> =>
    (round ??= run(afterMs).finally(() => {
      round = null;
      endedAt = Date.now();
      if (waiting.length > 0 && !isStopped) void begin(QUIET_MS);
    }));
  return {
    add(ids) {
      waiting.push(...ids);
      void begin(Math.max(SOON_MS, endedAt + QUIET_MS - Date.now()));
    },
    async addNow(ids) {
      waiting.push(...ids);
      await round;
      await begin(0);
    },
    start: () => void begin(0),
    stop() {
      isStopped = true;
    },
  };
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
