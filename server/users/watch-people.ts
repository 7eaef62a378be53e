import pg from "pg";
import type { Log } from "../platform/log.ts";
import type { Identity } from "./identity.ts";

/** Listens for changes of users and sessions by any server, and has them forgotten here. */
export async function watchPeople(pool: pg.Pool, identity: Identity, log: Log): Promise<{ close(): Promise<void> }> {
  const state = { isClosed: false, client: null as pg.Client | null };
  const connect = async (): Promise<void> => {
    const client = new pg.Client({ ...pool.options, application_name: "docket people" });
    client.on("notification", ({ payload }) => identity.forget(payload));
    client.on("error", () => {});
    client.on("end", () => {
      identity.forget();
      if (!state.isClosed) setTimeout(again, 1000).unref();
    });
    await client.connect();
    await client.query("listen person");
    // what happened before listening began may have been missed
    identity.forget();
    state.client = client;
  };
  const again = () => {
    if (!state.isClosed)
      connect().catch((error: unknown) =>
        log.warn({ err: error }, "changes of users are not heard; remembered ones expire by themselves"),
      );
  };
  await connect();
  return {
    async close() {
      state.isClosed = true;
      await state.client?.end();
    },
  };
}
