import { parentPort } from "node:worker_threads";
import { excess, measure } from "./measure.ts";
import { readMessage } from "./read.ts";

// One email at a time. What stops it (no memory, no end) stops this thread and nothing else.
parentPort!.on("message", async (sent: Uint8Array) => {
  const bytes = Buffer.from(sent.buffer, sent.byteOffset, sent.byteLength);
  try {
    const tooMuch = excess(measure(bytes));
    if (tooMuch) throw new Error(tooMuch);
    parentPort!.postMessage({ message: await readMessage(bytes) });
  } catch (error) {
    parentPort!.postMessage({ problem: (error as Error).message });
  }
});
