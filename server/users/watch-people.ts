import type pg from "pg";
import { listen } from "../platform/listen.ts";
import type { Log } from "../platform/log.ts";
import type { Identity } from "./identity.ts";

/** Listens for changes of users and sessions by any server, and has them forgotten here. */
export const watchPeople = (pool: pg.Pool, identity: Identity, log: Log): Promise<{ close(): Promise<void> }> =>
  listen(pool.options, "person", {
    heard: (id) => identity.forget(id),
    gap: () => identity.forget(),
    deaf: (error) => log.warn({ err: error }, "changes of users are not heard; remembered ones expire by themselves"),
  });
