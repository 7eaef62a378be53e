import { store, useStore } from "./store.ts";

const MINUTE = 60_000;
const now = store(Date.now());
let isRunning = false;

const tick = () => now.set(Date.now());

// one timer for all times: a long page renders once a minute, not once for each time. It never stops, because a timer that
// restarted with each list would never fire for a user who opens tickets in quick succession
const clock = {
  ...now,
  listen(listener: () => void) {
    if (!isRunning) {
      isRunning = true;
      setInterval(tick, MINUTE);
      // timers rest while a tab is hidden or the device sleeps
      document.addEventListener("visibilitychange", tick);
      tick();
    }
    return now.listen(listener);
  },
};

/** The time, to the minute. */
export const useNow = (): number => useStore(clock);
