import { lstat, readdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Log } from "../log.ts";
import { isRoot } from "./account.ts";
import { CLUSTERS } from "./location.ts";

const MAX_SHOWN = 3;

/** Databases outside of their data folders, which no longer exist. */
export async function findAbandoned(): Promise<string[]> {
  const folders: string[] = [];
  for (const note of (await readdir(CLUSTERS).catch(() => [])).filter((name) => name.endsWith(".txt"))) {
    const cluster = join(CLUSTERS, note.slice(0, -4));
    const dataDir = /^The database of (.+)$/m.exec(await readFile(`${cluster}.txt`, "utf8").catch(() => ""))?.[1];
    const isThere = await stat(cluster).catch(() => null);
    if (dataDir && isThere && (await isGone(dataDir))) folders.push(`${cluster} (of ${dataDir})`);
  }
  return folders;
}

/** Warns of abandoned databases. It removes none, because a data folder may be on a disk that is not mounted. */
export async function tellAbandoned(log: Log): Promise<void> {
  if (!isRoot()) return;
  const folders = await findAbandoned();
  if (folders.length === 0) return;
  const more = folders.length > MAX_SHOWN ? ` and ${folders.length - MAX_SHOWN} more in ${CLUSTERS}` : "";
  log.warn(
    `found databases whose data folder no longer exists; delete those you do not need: ${folders.slice(0, MAX_SHOWN).join(", ")}${more}`,
  );
}

// only if the parent folder exists, because a disk may not be mounted
const isGone = async (dataDir: string): Promise<boolean> =>
  (await isMissing(dataDir)) && !(await isMissing(dirname(dataDir)));

const isMissing = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === "ENOENT",
  );
