import type { Progress } from "./import.ts";

const EVERY_MS = 100;
const EVERY_MS_IN_LOGS = 10_000;
const WIDTH = 30;
// a shorter time is not enough for an estimate
const SETTLED_MS = 3_000;

/** Shows the progress of an import and the time left: a bar on a terminal, a line now and then elsewhere. */
export function openProgress(size: number, stream: NodeJS.WriteStream): Progress {
  let shown = Date.now();
  const begun = new Map<string, number>();
  const show = (what: string, done: number, all: number) => {
    if (!begun.has(what)) begun.set(what, Date.now());
    const isOver = done >= all;
    if (!isOver && Date.now() - shown < (stream.isTTY ? EVERY_MS : EVERY_MS_IN_LOGS)) return;
    shown = Date.now();
    const share = all === 0 ? 1 : Math.min(done / all, 1);
    const percent = `${Math.floor(share * 100)}%`;
    const left = timeLeft(shown - begun.get(what)!, share);
    if (!stream.isTTY) return void stream.write(`${what}: ${percent}${left && `, ${left}`}\n`);
    const filled = Math.round(share * WIDTH);
    const bar = `${"#".repeat(filled)}${".".repeat(WIDTH - filled)}`;
    stream.write(`\r${what} [${bar}] ${percent.padStart(4)} ${left.padEnd(16)}${isOver ? "\n" : ""}`);
  };
  return {
    read: (bytes) => show("Reading", bytes, size),
    write: (done, all) => show("Writing", done, all),
  };
}

function timeLeft(passed: number, share: number): string {
  if (share >= 1 || share === 0 || passed < SETTLED_MS) return "";
  const seconds = Math.ceil((passed / share - passed) / 1000);
  return seconds < 90 ? `${seconds} s left` : `${Math.ceil(seconds / 60)} min left`;
}
