import pg from "pg";

export interface Listening {
  /** Called with what a notification carries. */
  heard(payload: string | undefined): void;
  /** Called when hearing begins (again), and when it ends: what happened in between may have been missed. */
  gap(): void;
  /** Called when a lost connection could not be opened again; it is tried once a second. */
  deaf(error: unknown): void;
}

/** Listens to a channel of PostgreSQL's notifications on a connection of its own, and comes back after a lost one. */
export async function listen(
  connection: pg.ClientConfig,
  channel: string,
  { heard, gap, deaf }: Listening,
): Promise<{ close(): Promise<void> }> {
  const state = { isClosed: false, client: null as pg.Client | null };
  const connect = async (): Promise<void> => {
    const client = new pg.Client({ ...connection, application_name: `docket ${channel}` });
    client.on("notification", ({ payload }) => heard(payload));
    client.on("error", () => {});
    client.on("end", () => {
      gap();
      if (!state.isClosed) setTimeout(again, 1000).unref();
    });
    await client.connect();
    await client.query(`listen ${channel}`);
    gap();
    state.client = client;
  };
  const again = () => {
    if (!state.isClosed) connect().catch(deaf);
  };
  await connect();
  return {
    async close() {
      state.isClosed = true;
      await state.client?.end();
    },
  };
}
