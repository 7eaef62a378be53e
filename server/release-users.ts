import { afterCommit, type Db } from "./platform/database.ts";
import type { Docket } from "./platform/docket.ts";
import { queueReleased } from "./routing/react.ts";
import { finishReleases, releaseTickets } from "./tickets/release.ts";
import type { Release } from "./users/users.ts";

/** Releases the open tickets of a user who is being deleted: a batch at once, the rest after the response. */
export const releaseOf =
  ({ db: pool, log }: Pick<Docket, "db" | "log">): Release =>
  async (db, actor, user) => {
    if (await releaseTickets(db, actor, user)) return;
    await afterCommit(db, async () => {
      void releaseRest(pool).catch((error: unknown) =>
        log.warn({ err: error }, "could not release all tickets of a deleted user; a job continues"),
      );
    });
  };

/** Releases the remaining tickets of deleted users. */
export const releaseRest = (db: Db): Promise<void> => finishReleases(db, queueReleased);
