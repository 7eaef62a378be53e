import type { Argon2Parameters, ScryptOptions } from "node:crypto";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import pLimit from "p-limit";

export type Hashing =
  | { kind: "argon2"; algorithm: "argon2id" | "argon2i" | "argon2d"; parameters: Argon2Parameters }
  | { kind: "pbkdf2"; password: string; salt: string; iterations: number; length: number; digest: "sha1" | "sha256" }
  | { kind: "scrypt"; password: string; salt: string; length: number; options: ScryptOptions }
  /** `settings` is a whole bcrypt hash; `isHashedBefore`: the password goes through SHA-256 first, as Django does. */
  | { kind: "bcrypt"; password: string; settings: string; isHashedBefore: boolean };

type Answer = { tag: Uint8Array } | { problem: string };

// One processor stays free for other requests, however many people sign in at the same time.
const MAX_AT_ONCE = Math.max(1, Math.min(3, availableParallelism() - 1));
const inTurn = pLimit(MAX_AT_ONCE);
const idle: Worker[] = [];

/**
 * A password's tag, computed in a thread of our own. Node's own four threads also check signatures and read files,
 * which waited behind the passwords; and each of them kept the 19 MiB of an argon2id hash for good.
 */
export const runHashing = (hashing: Hashing): Promise<Buffer> =>
  inTurn(async () => {
    const thread = idle.pop() ?? new Worker(new URL("./hashing-thread.ts", import.meta.url));
    // a busy thread keeps the process alive, an idle one does not
    thread.ref();
    thread.postMessage(hashing);
    const [answer] = (await once(thread, "message")) as [Answer];
    thread.unref();
    idle.push(thread);
    if ("problem" in answer) throw new Error(answer.problem);
    return Buffer.from(answer.tag);
  });
