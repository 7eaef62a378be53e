import { useNow } from "../lib/clock.ts";
import { momentOf, relativeTo } from "../lib/time.ts";

const MINUTE = 60_000;

/** A time relative to now; its tooltip shows day and time. */
export function Time({ at }: { at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={momentOf(at)}>
      {relativeTo(at, Math.max(now, Date.now() - MINUTE))}
    </time>
  );
}
