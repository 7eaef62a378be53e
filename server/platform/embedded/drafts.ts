import { readdir, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isAlive } from "./processes.ts";

const HOUR_MS = 3_600_000;

/** Deletes the leftovers of killed starts beside a folder: `<folder>.new-<pid>-<random>`. */
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
    // an initdb whose parent was killed may still be writing there: the next start deletes it then
    if (isOld || !isAlive(pid)) await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}
