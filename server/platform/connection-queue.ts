import type pg from "pg";

const TICK_MS = 250;
// 2.5 s without a released connection means that the database is gone, or that all connections wait for the same thing
const MAX_STALLED_TICKS = 10;
// 30 s, as long as a statement may take
const MAX_WAITING_TICKS = 120;

interface Waiter {
  since: number;
  start(): void;
  fail(error: Error): void;
}

/**
 * Hands out the connections of a pool in the order of requests. The pool's own queue has one time limit for both a
 * database that cannot be reached and one that is busy. Here, a request waits as long as others release connections, so
 * that a busy server becomes slower and refuses nothing; but if none is released, requests fail soon. Time is counted
 * in ticks, not read from a clock: after the process was suspended, it first reads the responses that arrived.
 */
export class ConnectionQueue {
  readonly #pool: pg.Pool;
  readonly #tickMs: number;
  readonly #waiting = new Set<Waiter>();
  #lent = 0;
  #tick = 0;
  #lastRelease = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(pool: pg.Pool, patience: number) {
    this.#pool = pool;
    this.#tickMs = TICK_MS * patience;
  }

  get waitingCount(): number {
    return this.#waiting.size;
  }

  async borrow(): Promise<pg.PoolClient> {
    if (this.#lent < this.#pool.options.max) this.#lent += 1;
    else await new Promise<void>((start, fail) => this.#wait({ since: this.#tick, start, fail }));
    try {
      return await this.#pool.connect();
    } catch (error) {
      this.#passOn();
      throw error;
    }
  }

  /** Returns a connection to the pool; the pool closes one that was lost. */
  release(client: pg.PoolClient, loss: Error | undefined): void {
    client.release(loss);
    if (!loss) this.#lastRelease = this.#tick;
    this.#passOn();
  }

  #passOn(): void {
    const [next] = this.#waiting;
    if (!next) this.#lent -= 1;
    else {
      this.#remove(next);
      next.start();
    }
  }

  #wait(waiter: Waiter): void {
    this.#waiting.add(waiter);
    this.#timer ??= setInterval(() => this.#failOverdue(), this.#tickMs);
  }

  #remove(waiter: Waiter): void {
    this.#waiting.delete(waiter);
    if (this.#waiting.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #failOverdue(): void {
    this.#tick += 1;
    for (const waiter of this.#waiting) {
      const isStalled = this.#tick - Math.max(waiter.since, this.#lastRelease) > MAX_STALLED_TICKS;
      if (!isStalled && this.#tick - waiter.since <= MAX_WAITING_TICKS) continue;
      this.#remove(waiter);
      waiter.fail(new Error(isStalled ? "no connection was released" : "waited too long for a connection"));
    }
  }
}
