import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

export interface WebhookReceiver {
  port: number;
  count(): number;
  unsigned(): number;
  perSecond(): number;
  reset(): void;
  close(): Promise<void>;
}

/** Opens a mail server on loopback that accepts every email. */
export async function openReceiver(): Promise<WebhookReceiver> {
  let [times, unsignedCount]: [number[], number] = [[], 0];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    logger: false,
    onData: (stream, _session, done) => {
      let head = "";
      stream.on("data", (chunk: Buffer) => (head ||= chunk.toString("latin1")));
      stream.on("end", () => {
        times.push(performance.now());
        if (!/^DKIM-Signature:/im.test(head)) unsignedCount += 1;
        done();
      });
    },
  });
  server.on("error", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    count: () => times.length,
    unsigned: () => unsignedCount,
    perSecond: () => ((times.length - 1) * 1000) / (times.at(-1)! - times[0]!),
    reset: () => {
      [times, unsignedCount] = [[], 0];
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
