import { Worker } from "node:worker_threads";
import { excess, measure } from "./measure.ts";
import type { Message } from "./message.ts";

const TIMEOUT_MS = 20_000;
const MAX_MEMORY_MB = 384;

/** An email that cannot be read, and will not be another time. */
export class UnreadableError extends Error {}
/** The thread ended or was stopped while it read; another try may go better. */
export class ParserDiedError extends Error {}

export interface Parser {
  parse(bytes: Buffer): Promise<Message>;
  close(): Promise<void>;
}

/** Parses emails in a thread of its own, one after the other; a thread that dies or takes too long is replaced. */
export function openParser({ timeoutMs = TIMEOUT_MS, memoryMb = MAX_MEMORY_MB } = {}): Parser {
  let worker: Worker | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  const start = () => {
    const started = new Worker(new URL("./parse-worker.ts", import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
      stderr: true,
    });
    started.unref();
    return started;
  };
  const ctx = async (bytes: Buffer): Promise<Message> => {
    const tooMuch = excess(measure(bytes));
    if (tooMuch) throw new UnreadableError(tooMuch);
    worker ??= start();
    const answer = await answerOf(worker, bytes, timeoutMs).catch(async (error: unknown) => {
      const dying = worker;
      worker = null;
      await dying?.terminate();
      throw error;
    });
    if ("problem" in answer) throw new UnreadableError(answer.problem);
    return answer.message;
  };
  return {
    parse: (bytes) => {
      const asked = queue.then(() => ctx(bytes));
      queue = asked.catch(() => {});
      return asked;
    },
    close: async () => {
      await queue;
      await worker?.terminate();
      worker = null;
    },
  };
}

type Answer = { message: Message } | { problem: string };

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
