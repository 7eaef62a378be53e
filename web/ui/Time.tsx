import { useNow } from "../lib/clock.ts";
import { momentOf, relativeTo } from "../lib/time.ts";

const MINUTE = 60_000;

/** How long ago, or until when; day and time show on pointing. */
export function Time({ at }: { at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={momentOf(at)}>
      {relativeTo(at, Math.max(now, Date.now() - MINUTE))}
    </time>
  );
}
