import type { Progress } from "./import.ts";

const EVERY_MS = 100;
const EVERY_MS_IN_LOGS = 10_000;
const WIDTH = 30;

/** Shows how far the import is: a bar on a terminal, a line now and then elsewhere. */
export function openProgress(size: number, stream: NodeJS.WriteStream): Progress {
  let shown = Date.now();
  const show = (what: string, done: number, all: number) => {
    const isOver = done >= all;
    if (!isOver && Date.now() - shown < (stream.isTTY ? EVERY_MS : EVERY_MS_IN_LOGS)) return;
    shown = Date.now();
    const share = all === 0 ? 1 : Math.min(done / all, 1);
    const percent = `${Math.floor(share * 100)}%`;
    if (!stream.isTTY) return void stream.write(`${what}: ${percent}\n`);
    const filled = Math.round(share * WIDTH);
    stream.write(
      `\r${what} [${"#".repeat(filled)}${".".repeat(WIDTH - filled)}] ${percent.padStart(4)}${isOver ? "\n" : ""}`,
    );
  };
  return {
    read: (bytes) => show("Reading", bytes, size),
    write: (done, all) => show("Writing", done, all),
  };
}
