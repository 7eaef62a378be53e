import { randomFillSync } from "node:crypto";
import { chown, open, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { ClusterLocation } from "./location.ts";

// A few segments of the write-ahead log: enough for PostgreSQL to recover and to start again.
const SIZE_BYTES = 64 * 1024 * 1024;
// the reserve itself must not fill the disk
const MIN_FREE_BYTES = 512 * 1024 * 1024;
const BLOCK_BYTES = 1024 * 1024;

// in the folder of the cluster, which may be on another disk than the data folder
const pathOf = ({ cluster }: ClusterLocation) => join(cluster, "docket.reserve");

/** Reserves disk space with a file. Deleting it lets PostgreSQL start on a full disk. */
export async function keepReserve(location: ClusterLocation): Promise<void> {
  const path = pathOf(location);
  const size = await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
  if (size === SIZE_BYTES) return;
  const { bavail, bsize } = await statfs(location.cluster);
  if (bavail * bsize < MIN_FREE_BYTES) return;
  const file = await open(path, "w", 0o600);
  try {
    // random bytes, because a disk may compress others
    const block = randomFillSync(Buffer.alloc(BLOCK_BYTES));
    for (let bytes = 0; bytes < SIZE_BYTES; bytes += BLOCK_BYTES) await file.write(block);
  } finally {
    await file.close();
  }
  if (location.account) await chown(path, location.account.uid, location.account.gid);
}

/** Deletes the reserve; false if there is none. */
export const releaseReserve = (location: ClusterLocation): Promise<boolean> =>
  rm(pathOf(location)).then(
    () => true,
    () => false,
  );
