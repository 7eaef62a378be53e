import type { Socket } from "node:net";
import pg from "pg";

/** What is done with the notifications of one channel. */
export interface Ear {
  /** Called with what a notification carries. */
  heard(payload: string): void;
  /** Called when hearing begins (again), and when it ends: what happened in between may have been missed. */
  gap(): void;
}

// what is not heard for so long was missed
const [BEAT_MS, ANSWER_MS] = [3_000, 2_000];

/**
 * Listens to channels of PostgreSQL's notifications on one connection of its own, and comes back after a lost one; `deaf` is
 * called when that could not be opened again, which is tried once a second.
 */
export async function listen(
  connection: pg.ClientConfig,
  ears: Record<string, Ear>,
  deaf: (error: unknown) => void,
): Promise<{ close(): Promise<void> }> {
  const channels = Object.keys(ears);
  const state = { isClosed: false, client: null as pg.Client | null };
  const gap = () => {
    for (const ear of Object.values(ears)) ear.gap();
  };
  const connect = async (): Promise<void> => {
    const client = new pg.Client({
      connectionTimeoutMillis: ANSWER_MS,
      ...connection,
      query_timeout: ANSWER_MS,
      application_name: `docket ${channels.join(", ")}`,
    }) as pg.Client & { connection: { stream: Socket } };
    client.on("notification", ({ channel, payload = "" }) => ears[channel]?.heard(payload));
    client.on("error", () => {});
    client.on("end", () => {
      gap();
      if (!state.isClosed) setTimeout(again, 1000).unref();
    });
    await client.connect();
    for (const channel of channels) await client.query(`listen ${channel}`);
    gap();
    state.client = client;
    // a connection that is only half there would be silent for ever
    const beat = setInterval(
      () => void client.query("select 1").catch(() => client.connection.stream.destroy()),
      BEAT_MS,
    );
    client.once("end", () => clearInterval(beat.unref()));
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
