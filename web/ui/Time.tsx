import { useSyncExternalStore } from "react";
import { store } from "../lib/store.ts";
import { momentOf, relativeTo } from "../lib/time.ts";

const MINUTE = 60_000;
const now = store(Date.now());
let isRunning = false;

// one timer for all times, so that a long page renders once a minute and not for each time
function listen(listener: () => void): () => void {
  if (!isRunning) setInterval(() => now.set(Date.now()), MINUTE);
  isRunning = true;
  return now.listen(listener);
}

/** How long ago, or until when; day and time show on pointing. */
export function Time({ at }: { at: string }) {
  const current = useSyncExternalStore(listen, now.get);
  return (
    <time dateTime={at} title={momentOf(at)}>
      {relativeTo(at, Math.max(current, Date.now() - MINUTE))}
    </time>
  );
}
