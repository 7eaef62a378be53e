import { throttled } from "../../wire/problems.ts";
import { addAttempt } from "./attempts.ts";
import type { Db } from "./database.ts";

const SECONDS = 60;
const MOST = { user: 1200, address: 300 };
// Asks are counted here and told to the other servers in lots, so that a request costs no statement.
const LOT = 20;

interface Tally {
  window: number;
  here: number;
  everywhere: number;
}

/** Limits how often one user, or one address without a credential, may ask: over all servers, to within a lot each. */
export function openThrottle(db: Db) {
  const tallies = new Map<string, Tally>();
  return async (kind: keyof typeof MOST, who: string): Promise<void> => {
    const now = Date.now() / 1000;
    const window = Math.floor(now / SECONDS);
    const key = `${kind} ${who}`;
    let tally = tallies.get(key);
    if (!tally || tally.window !== window) {
      if (tallies.size > 10_000) tallies.clear();
      tally = { window, here: 0, everywhere: 0 };
      tallies.set(key, tally);
    }
    tally.here += 1;
    if (tally.here % LOT === 0) tally.everywhere = (await addAttempt(db, key, SECONDS, LOT)) - tally.here;
    if (tally.here + Math.max(0, tally.everywhere) > MOST[kind])
      throw throttled(Math.max(1, Math.ceil((window + 1) * SECONDS - now)));
  };
}
