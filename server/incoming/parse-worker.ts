import { parentPort } from "node:worker_threads";
import { readMessage } from "./read.ts";

// One email at a time. What stops it (no memory, no end) stops this thread and nothing else.
parentPort!.on("message", async (bytes: Uint8Array) => {
  try {
    parentPort!.postMessage({ message: await readMessage(bytes) });
  } catch (error) {
    parentPort!.postMessage({ problem: (error as Error).message });
  }
});
