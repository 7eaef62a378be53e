import { store } from "../lib/store.ts";

/** The IDs of the bulk changes whose progress or result is shown. */
export const bulkShown = store<readonly string[]>([]);

export const showBulk = (id: string): void => bulkShown.set([...new Set([...bulkShown.get(), id])]);
export const hideBulk = (id: string): void => bulkShown.set(bulkShown.get().filter((each) => each !== id));

/** Whether the user has changed something in the list that can be undone. */
export const hasRecent = store(false);
/** Whether the list of recent changes is open. */
export const recentShown = store(false);
