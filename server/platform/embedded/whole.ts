import { randomBytes } from "node:crypto";
import { readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isAlive } from "./processes.ts";

const HOUR_MS = 3_600_000;

/**
 * Creates a folder completely or not at all: under another name, `<folder>.new-<pid>-<random>`, which is then changed. If two
 * processes do so at once, one wins, and the other uses its folder.
 */
export async function makeWhole(folder: string, fill: (draft: string) => Promise<void>): Promise<void> {
  await clearDrafts(folder);
  const draft = `${folder}.new-${process.pid}-${randomBytes(4).toString("hex")}`;
  try {
    await fill(draft);
    await unlessTaken(rename(draft, folder));
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Whether work that creates something succeeded; false if another process was faster. */
export async function unlessTaken(work: Promise<void>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (["EEXIST", "ENOTEMPTY"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}

/** Deletes unfinished folders of killed starts. */
async function clearDrafts(folder: string): Promise<void> {
  const beside = dirname(folder);
  for (const name of await readdir(beside).catch(() => [])) {
    if (!name.startsWith(`${basename(folder)}.new-`)) continue;
    const pid = Number(/\.new-(\d+)-/.exec(name)?.[1]);
    const path = join(beside, name);
    const isOld = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs > HOUR_MS,
      () => false,
    );
    // an initdb whose parent was killed may still write there; then the next start deletes the folder
    if (isOld || !isAlive(pid)) await rm(path, { recursive: true, force: true }).catch(() => {});
  }
}
