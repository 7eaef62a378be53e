import type { ClaimedArrival } from "./settle.ts";

// each may take the parser's 20 seconds, and together they must not take longer than the lock of an email
const MAX_READING = 4;
// most of these wait for DNS, which takes up to ten seconds and no processor time
const MAX_CLAIMED = 64;
// they are in memory until they are done: beyond this total, no more are claimed
const MAX_BYTES = 64 * 1024 * 1024;

interface Slot {
  /** To be called when the email is parsed, so that another one can be. */
  read(): void;
  /** To be called when the email has been processed. */
  done(): void;
}

/** The emails that are being processed, and how many more may be. */
export class IntakeCapacity {
  #reading = 0;
  #claims = 0;
  #bytes = 0;
  #retrying = 0;
  #change = Promise.withResolvers<void>();

  add({ size, tries }: Pick<ClaimedArrival, "size" | "tries">): Slot {
    const retrying = tries > 1 ? 1 : 0;
    let isReading = true;
    this.#reading += 1;
    this.#claims += 1;
    this.#bytes += size;
    this.#retrying += retrying;
    const read = () => {
      if (!isReading) return;
      isReading = false;
      this.#reading -= 1;
      this.#onChange();
    };
    const done = () => {
      read();
      this.#claims -= 1;
      this.#bytes -= size;
      this.#retrying -= retrying;
      this.#onChange();
    };
    return { read, done };
  }

  /** How many more emails may be claimed. */
  get freeSlots(): number {
    return this.#bytes >= MAX_BYTES ? 0 : Math.min(MAX_READING - this.#reading, MAX_CLAIMED - this.#claims);
  }

  get isEmpty(): boolean {
    return this.#claims === 0;
  }

  /** Whether an email that was tried before is being processed. */
  get isRetrying(): boolean {
    return this.#retrying > 0;
  }

  whenChanged(): Promise<void> {
    return this.#change.promise;
  }

  async whenEmpty(): Promise<void> {
    while (!this.isEmpty) await this.whenChanged();
  }

  #onChange(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }
}
