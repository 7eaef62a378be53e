import type { ImportProgress } from "./import.ts";

const EVERY_MS = 100;
const EVERY_MS_IN_LOGS = 10_000;
const WIDTH = 30;
// a shorter time is not enough for an estimate
const SETTLED_MS = 3_000;

/** Shows the progress of an import and the time left: a bar on a terminal, a line now and then elsewhere. */
export function openProgress(size: number, stream: NodeJS.WriteStream): ImportProgress {
  let lastShownAt = Date.now();
  const startTimes = new Map<string, number>();
  const show = (what: string, done: number, all: number) => {
    if (!startTimes.has(what)) startTimes.set(what, Date.now());
    const isOver = done >= all;
    if (!isOver && Date.now() - lastShownAt < (stream.isTTY ? EVERY_MS : EVERY_MS_IN_LOGS)) return;
    lastShownAt = Date.now();
    const share = all === 0 ? 1 : Math.min(done / all, 1);
    const percent = `${Math.floor(share * 100)}%`;
    const eta = timeLeft(lastShownAt - startTimes.get(what)!, share);
    if (!stream.isTTY) return void stream.write(`${what}: ${percent}${eta && `, ${eta}`}\n`);
    const barLength = Math.round(share * WIDTH);
    const bar = `${"#".repeat(barLength)}${".".repeat(WIDTH - barLength)}`;
    stream.write(`\r${what} [${bar}] ${percent.padStart(4)} ${eta.padEnd(16)}${isOver ? "\n" : ""}`);
  };
  return {
    read: (bytes) => show("Reading", bytes, size),
    write: (done, all) => show("Writing", done, all),
  };
}

function timeLeft(elapsedMs: number, share: number): string {
  if (share >= 1 || share === 0 || elapsedMs < SETTLED_MS) return "";
  const seconds = Math.ceil((elapsedMs / share - elapsedMs) / 1000);
  return seconds < 90 ? `${seconds} s left` : `${Math.ceil(seconds / 60)} min left`;
}
