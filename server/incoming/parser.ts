import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { ParsedEmail } from "./message.ts";

const TIMEOUT_MS = 20_000;
const MAX_MEMORY_MB = 384;
// one thread for an email that takes the whole time limit, and one for the others; more if there are processors to spare
const THREADS = Math.max(2, Math.min(4, availableParallelism() - 1));

/** An email that cannot be read, not even in another try. */
export class UnreadableError extends Error {}
/** The thread ended or was stopped while it read; another try may succeed. */
export class ParserDiedError extends Error {}

export interface Parser {
  parse(bytes: Buffer): Promise<ParsedEmail>;
  close(): Promise<void>;
}

interface Thread {
  /** Null until it is needed. */
  worker: Worker | null;
}

/**
 * Parses emails in separate threads, one email at a time in each. A thread that crashes or takes too long is replaced.
 */
export function openParser({ timeoutMs = TIMEOUT_MS, memoryMb = MAX_MEMORY_MB, threads = THREADS } = {}): Parser {
  const idle: Thread[] = Array.from({ length: threads }, () => ({ worker: null }));
  const waiting: ((thread: Thread) => void)[] = [];
  const take = async () => idle.pop() ?? new Promise<Thread>((resolve) => waiting.push(resolve));
  const release = (thread: Thread) => {
    const next = waiting.shift();
    if (next) next(thread);
    else idle.push(thread);
  };
  const parseIn = async (thread: Thread, bytes: Buffer): Promise<ParsedEmail> => {
    thread.worker ??= startWorker(memoryMb);
    const answer = await answerOf(thread.worker, bytes, timeoutMs).catch(async (error: unknown) => {
      const dying = thread.worker;
      thread.worker = null;
      await dying?.terminate();
      throw error;
    });
    if ("problem" in answer) throw new UnreadableError(answer.problem);
    return answer.message;
  };
  return {
    parse: async (bytes) => {
      const thread = await take();
      return parseIn(thread, bytes).finally(() => release(thread));
    },
    close: async () => {
      const all = await Promise.all(Array.from({ length: threads }, take));
      for (const thread of all) {
        await thread.worker?.terminate();
        thread.worker = null;
        release(thread);
      }
    },
  };
}

function startWorker(memoryMb: number): Worker {
  const worker = new Worker(new URL("./parse-worker.ts", import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    stderr: true,
  });
  worker.unref();
  return worker;
}

type Answer = { message: ParsedEmail } | { problem: string };

function answerOf(worker: Worker, bytes: Buffer, timeoutMs: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail(`took longer than ${timeoutMs / 1000} seconds`), timeoutMs);
    const finish = () => {
      clearTimeout(timer);
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
    };
    const fail = (why: string) => {
      finish();
      // later messages of the thread must not become unhandled errors
      worker.on("error", () => {});
      reject(new ParserDiedError(`Reading it ${why}.`));
    };
    const onMessage = (answer: Answer) => {
      finish();
      resolve(answer);
    };
    const onError = (error: Error) =>
      fail(
        (error as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY"
          ? "took too much memory"
          : `failed: ${error.message}`,
      );
    const onExit = () => fail("ended the thread");
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
    worker.postMessage(bytes);
  });
}
