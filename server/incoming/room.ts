import type { Claimed } from "./settle.ts";

// each may take the parser's 20 seconds, and together they must not take longer than the lock of an email
const MOST_READ = 4;
// most of these wait for DNS, which takes up to ten seconds and no processor time
const MOST_AT_ONCE = 64;
// they are in memory until they are done: beyond this total, no more are claimed
const MOST_BYTES = 64 * 1024 * 1024;

interface Seat {
  /** Call it when the email is parsed: another one may be. */
  read(): void;
  /** Call it when the email is done. */
  leave(): void;
}

/** The emails that are being processed, and how many more may be. */
export class Room {
  #reading = 0;
  #atOnce = 0;
  #bytes = 0;
  #retrying = 0;
  #change = Promise.withResolvers<void>();

  add({ size, tries }: Pick<Claimed, "size" | "tries">): Seat {
    const retrying = tries > 1 ? 1 : 0;
    let isReading = true;
    this.#reading += 1;
    this.#atOnce += 1;
    this.#bytes += size;
    this.#retrying += retrying;
    const read = () => {
      if (!isReading) return;
      isReading = false;
      this.#reading -= 1;
      this.#changed();
    };
    const leave = () => {
      read();
      this.#atOnce -= 1;
      this.#bytes -= size;
      this.#retrying -= retrying;
      this.#changed();
    };
    return { read, leave };
  }

  /** How many more emails may be claimed. */
  get left(): number {
    return this.#bytes >= MOST_BYTES ? 0 : Math.min(MOST_READ - this.#reading, MOST_AT_ONCE - this.#atOnce);
  }

  get isEmpty(): boolean {
    return this.#atOnce === 0;
  }

  /** Whether an email that was tried before is being processed. */
  get isRetrying(): boolean {
    return this.#retrying > 0;
  }

  change(): Promise<void> {
    return this.#change.promise;
  }

  async emptied(): Promise<void> {
    while (!this.isEmpty) await this.change();
  }

  #changed(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }
}
