import type { Socket } from "node:net";
import pg from "pg";

/** What to do with the notifications of one channel. */
export interface ChannelHandler {
  onNotification(payload: string): void;
  /** Called when the connection is there (again), and when it is lost: notifications may have been missed in between. */
  onGap(): void;
}

// how often the connection is tested, how long it may take to answer, and how long to wait before connecting again
const [CHECK_MS, ANSWER_MS, RETRY_MS] = [3_000, 2_000, 1_000];

type ListeningClient = pg.Client & { connection: { stream: Socket } };

/**
 * Listens to channels of PostgreSQL's notifications on a connection of its own, and connects again when that is lost or
 * does not answer. `onDisconnected` is called for each attempt that fails; the next one comes a second later.
 */
export async function listen(
  connection: pg.ClientConfig,
  handlers: Record<string, ChannelHandler>,
  onDisconnected: (error: unknown) => void,
  patience = 1,
): Promise<{ close(): Promise<void> }> {
  let isClosed = false;
  let current: ListeningClient | null = null;
  let retry: NodeJS.Timeout | undefined;
  const reportGap = () => {
    for (const handler of Object.values(handlers)) handler.onGap();
  };
  const connect = async (): Promise<void> => {
    current = openClient(connection, handlers, ANSWER_MS * patience);
    await subscribe(current, Object.keys(handlers));
    watch(current, CHECK_MS * patience, () => {
      reportGap();
      reconnect();
    });
    reportGap();
  };
  const reconnect = () => {
    if (isClosed) return;
    retry = setTimeout(() => {
      connect().catch((error: unknown) => {
        if (isClosed) return;
        onDisconnected(error);
        reconnect();
      });
    }, RETRY_MS * patience).unref();
  };
  await connect();
  return {
    async close() {
      isClosed = true;
      clearTimeout(retry);
      await current?.end();
    },
  };
}

function openClient(
  connection: pg.ClientConfig,
  handlers: Record<string, ChannelHandler>,
  answerMs: number,
): ListeningClient {
  const client = new pg.Client({
    connectionTimeoutMillis: answerMs,
    ...connection,
    query_timeout: answerMs,
    application_name: `docket ${Object.keys(handlers).join(", ")}`,
  }) as ListeningClient;
  client.on("notification", ({ channel, payload = "" }) => handlers[channel]?.onNotification(payload));
  client.on("error", () => {});
  return client;
}

async function subscribe(client: ListeningClient, channels: readonly string[]): Promise<void> {
  try {
    await client.connect();
    for (const channel of channels) await client.query(`listen ${channel}`);
  } catch (error) {
    // a client that is connected but does not listen would never get a notification
    client.connection.stream.destroy();
    throw error;
  }
}

/** Calls back once when the connection is lost. A half-open one would stay silent forever, so it is tested regularly. */
function watch(client: ListeningClient, checkMs: number, onLost: () => void): void {
  const check = setInterval(
    () => void client.query("select 1").catch(() => client.connection.stream.destroy()),
    checkMs,
  );
  const reportLoss = () => {
    clearInterval(check);
    onLost();
  };
  if (client.connection.stream.destroyed) reportLoss();
  else client.once("end", reportLoss);
}
