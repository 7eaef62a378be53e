import type { Argon2Parameters } from "node:crypto";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import pLimit from "p-limit";

export type Hashing =
  | { kind: "argon2id"; parameters: Argon2Parameters }
  | { kind: "pbkdf2"; password: string; salt: string; iterations: number };

// One processor stays free for everybody else, however many log in at once.
const MOST_AT_ONCE = Math.max(1, Math.min(3, availableParallelism() - 1));
const inTurn = pLimit(MOST_AT_ONCE);
const idle: Worker[] = [];

/**
 * A password's tag, made in a thread of our own. Node's own four threads check signatures and read files too, which waited
 * behind the passwords; and each of them kept the 19 MiB of an argon2id hash for good.
 */
export const hashed = (hashing: Hashing): Promise<Buffer> =>
  inTurn(async () => {
    const thread = idle.pop() ?? new Worker(new URL("./hashing-thread.ts", import.meta.url));
    // busy, it keeps the process alive; idle, it does not
    thread.ref();
    thread.postMessage(hashing);
    const [tag] = (await once(thread, "message")) as [Uint8Array];
    thread.unref();
    idle.push(thread);
    return Buffer.from(tag);
  });
