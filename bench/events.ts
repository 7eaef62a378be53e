import type { IncomingMessage } from "node:http";

/** Reads a stream of events, and calls back with the ticket of each event of a kind. */
export function onTicketEvents(stream: IncomingMessage, kind: string, onTicket: (ticket: string) => void): void {
  let text = "";
  stream.on("data", (chunk: Buffer) => {
    text += chunk;
    const frames = text.split("\n\n");
    text = frames.pop()!;
    for (const frame of frames) {
      if (!frame.includes(`event: ${kind}\n`)) continue;
      const ticket = /"ticket" ?: ?"([^"]+)"/.exec(frame)?.[1];
      if (ticket) onTicket(ticket);
    }
  });
}
