import type { Log } from "./log.ts";

interface Repetition {
  log: Pick<Log, "warn">;
  /** The warning if the work fails. It is tried again after the pause. */
  failure: string;
  pauseMs: number;
}

/**
 * Does the work now, and again after each pause; without a pause if it returns true, because there is more. The returned
 * function stops it, and waits for what is running.
 */
export function repeat(
  work: (isStopped: () => boolean) => Promise<unknown>,
  { log, failure, pauseMs }: Repetition,
): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let running = Promise.resolve();
  const once = async () => {
    let hasMore = false;
    try {
      hasMore = (await work(() => isStopped)) === true;
    } catch (error) {
      log.warn({ err: error }, failure);
    }
    if (!isStopped) timer = setTimeout(next, hasMore ? 0 : pauseMs);
  };
  const next = () => {
    running = once();
  };
  next();
  return async () => {
    isStopped = true;
    clearTimeout(timer);
    await running;
  };
}
