import { parentPort } from "node:worker_threads";
import { lowerThread } from "../platform/priority.ts";
import { excess, measureSource } from "./measure.ts";
import { readMessage } from "./read.ts";

lowerThread();

// One email at a time. An email that takes all memory, or never ends, stops only this thread.
parentPort!.on("message", async (data: Uint8Array) => {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  try {
    const tooMuch = excess(measureSource(bytes));
    if (tooMuch) throw new Error(tooMuch);
    parentPort!.postMessage({ message: await readMessage(bytes) });
  } catch (error) {
    parentPort!.postMessage({ problem: problemOf(error as Error) });
  }
});

// only the tree of a text in HTML is read by functions that call themselves
const problemOf = (error: Error): string =>
  error instanceof RangeError && /call stack/i.test(error.message) ? "Its HTML is nested too deeply." : error.message;
