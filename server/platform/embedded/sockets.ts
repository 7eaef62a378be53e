import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClusterLocation } from "./location.ts";
import { PORT } from "./settings.ts";

// a socket's path can have 107 bytes (macOS: 103), and PostgreSQL adds the ending of a lock file
const fits = (folder: string) => Buffer.byteLength(join(folder, `.s.PGSQL.${PORT}`)) <= 100;

/**
 * The folder of PostgreSQL's socket, which only its account (and root) may enter: the cluster itself, where every
 * process that sees the data finds it. If the cluster's path is too long, a folder elsewhere, noted in the data folder.
 */
export function socketFolder({ dataDir, cluster, account }: ClusterLocation): string {
  if (fits(cluster)) return cluster;
  const note = join(dataDir, "postgres-socket");
  const owner = account?.uid ?? process.getuid?.() ?? 0;
  for (;;) {
    const notedFolder = read(note);
    if (notedFolder && isClosed(notedFolder, owner)) return notedFolder;
    if (notedFolder) rmSync(note, { force: true });
    const folder = mkdtempSync(join(fits(join(tmpdir(), "docket-xxxxxx")) ? tmpdir() : "/tmp", "docket-"));
    chmodSync(folder, 0o700);
    if (account) chownSync(folder, account.uid, account.gid);
    if (!writeOnce(note, folder)) rmSync(folder, { recursive: true });
  }
}

/** Whether a folder belongs to this owner and is closed to all others, so that no stranger can have replaced it. */
export function isClosed(folder: string, owner: number): boolean {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  return Boolean(stats?.isDirectory() && stats.uid === owner && (stats.mode & 0o077) === 0);
}

function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return null;
  }
}

function writeOnce(path: string, text: string): boolean {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, text);
  try {
    linkSync(draft, path);
    return true;
  } catch {
    return false;
  } finally {
    unlinkSync(draft);
  }
}
