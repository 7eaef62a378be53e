import { stat, statfs } from "node:fs/promises";
import { MIN_FREE_BYTES } from "../platform/disk-space.ts";

/** The bytes that an import writes to the disk of a folder. */
export interface Need {
  folder: string;
  bytes: number;
}

const MB = 1024 * 1024;
// Of 100,000 tickets with 300,000 comments a dump of 234 MB became a database of 756 MB; the import's own tables are as large as the
// dump, and the rest is PostgreSQL's log.
const DATABASE_PER_DUMP = 5;
// per byte of text that Django writes
const GZIP_RATIO = 8;

/** The bytes of database that a dump of this size needs, including the import's own tables. */
export const databaseBytes = (dumpBytes: number, isGzipped: boolean): number =>
  dumpBytes * DATABASE_PER_DUMP * (isGzipped ? GZIP_RATIO : 1);

/** Refuses an import that a disk has no space for: if it failed halfway, the server would be out of space, too. */
export async function checkSpace(needs: readonly Need[]): Promise<void> {
  const disks = new Map<number, Need & { free: number }>();
  for (const { folder, bytes } of needs) {
    const { dev } = await stat(folder);
    const { bavail, bsize } = await statfs(folder);
    const disk = disks.get(dev);
    disks.set(dev, { folder, bytes: (disk?.bytes ?? 0) + bytes, free: bavail * bsize });
  }
  for (const { folder, bytes, free } of disks.values())
    if (bytes + MIN_FREE_BYTES > free)
      throw new Error(
        `The import needs about ${megabytes(bytes + MIN_FREE_BYTES)} MB on the disk of ${folder}, which has ${megabytes(free)} MB free. ` +
          "Make room, or import with --ignore-disk if you know better. Nothing was imported.",
      );
}

const megabytes = (bytes: number) => Math.ceil(bytes / MB).toLocaleString("en");

// errors of a file system (quotas too) and of PostgreSQL
const DISK_FULL = ["ENOSPC", "EDQUOT", "53100"];

/** Advice for an import that ran out of disk space; null for any other error. */
export function diskFullAdvice(error: unknown): string | null {
  const { code = "", cause } = error as { code?: string; cause?: unknown };
  if (cause instanceof Error) return diskFullAdvice(cause);
  if (!DISK_FULL.includes(code)) return null;
  return "The disk is full. What was written so far is complete. Make room, and run the same command again to continue.";
}
