import { statfs } from "node:fs/promises";
import type { Endpoint } from "../../wire/endpoint.ts";
import { diskFull } from "../../wire/problems.ts";
import type { Log } from "./log.ts";

export type Disk = "database" | "files";
/** Free bytes of each disk that can be measured. */
export type FreeBytes = Partial<Record<Disk, number>>;

/** With less than this, a server stops making changes, so that PostgreSQL has room for its write-ahead log. */
export const MIN_FREE_BYTES = 256 * 1024 * 1024;
const INTERVAL_MS = 1_000;

export interface DiskSpace {
  free(): FreeBytes;
  isLow(): boolean;
  /** Throws a 503 if the endpoint writes and a disk is almost full. Deleting and signing in still work. */
  require(endpoint: Endpoint): void;
  close(): void;
}

/** Throws a 503 if a disk is almost full. For input that does not come through an API endpoint: emails and customers' pages. */
export function requireDiskSpace({ isDiskLow }: { isDiskLow(): boolean }): void {
  if (isDiskLow()) throw diskFull();
}

/** Measures free disk space once a second. A full disk would stop PostgreSQL, and then reads would fail, too. */
export async function watchDisks(measure: () => Promise<FreeBytes>, log: Log): Promise<DiskSpace> {
  let free: FreeBytes = {};
  let isLow = false;
  const look = async () => {
    free = await measure();
    const low = isTooLow(free);
    if (low && !isLow) log.error({ free }, "a disk is almost full; refusing changes and uploads");
    if (!low && isLow) log.info({ free }, "the disks have room again; accepting changes and uploads");
    isLow = low;
  };
  await look();
  const timer = setInterval(() => void look(), INTERVAL_MS).unref();
  return {
    free: () => free,
    isLow: () => isLow,
    require({ method, access, isSmallWrite }) {
      if (!isLow || method === "GET" || method === "DELETE" || (access !== "user" && access !== "admin")) return;
      if (!isSmallWrite) throw diskFull();
    },
    close: () => clearInterval(timer),
  };
}

export const isTooLow = (free: FreeBytes): boolean => Object.values(free).some((bytes) => bytes < MIN_FREE_BYTES);

/** Measures the disks of these folders. A folder that cannot be measured is left out. */
export const freeBytesOf = (folders: Partial<Record<Disk, string | null>>) => async (): Promise<FreeBytes> => {
  const free: FreeBytes = {};
  for (const [disk, folder] of Object.entries(folders)) {
    const stats = folder ? await statfs(folder).catch(() => null) : null;
    if (stats) free[disk as Disk] = stats.bavail * stats.bsize;
  }
  return free;
};
