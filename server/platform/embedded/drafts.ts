import { readFileSync } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

const HOUR_MS = 3_600_000;

/** Clears away what starts that were killed had begun beside a folder: `<folder>.new-<pid>-<random>`. */
export async function clearDrafts(folder: string): Promise<void> {
  const beside = dirname(folder);
  for (const name of await readdir(beside).catch(() => [])) {
    if (!name.startsWith(`${basename(folder)}.new-`)) continue;
    const pid = Number(/\.new-(\d+)-/.exec(name)?.[1]);
    const path = join(beside, name);
    const isOld = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs > HOUR_MS,
      () => false,
    );
    // an initdb whose starter was killed may still be writing there: then the next start clears it
    if (isOld || !isAlive(pid)) await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}

/** Whether a process with this number runs, whoever's it is. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return !isLeftBehind(pid);
}

// One that was killed keeps its number until its parent asks for it, which the first process of a container may never do.
function isLeftBehind(pid: number): boolean {
  try {
    return /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return false;
  }
}
