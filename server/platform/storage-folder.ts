import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { filesUnavailable } from "../../wire/problems.ts";
import type { Log } from "./log.ts";
import { type FileFacts, openMeter, type Storage } from "./storage.ts";

const DAY_MS = 86_400_000;

/** Files in a folder of this machine. */
export function openFolderStorage(root: string, log: Log): Storage {
  const pathOf = (key: string) =>
    join(root, ...key.split("/").filter((part) => part !== "" && part !== "." && part !== ".."));
  const incoming = join(root, ".incoming");
  return {
    async put(key, bytes) {
      const draft = join(incoming, randomUUID());
      try {
        const storedFile = await write(await inFolder(draft, () => open(draft, "wx")), bytes);
        await inFolder(pathOf(key), () => rename(draft, pathOf(key)));
        return storedFile;
      } catch (error) {
        await rm(draft, { force: true }).catch(() => {});
        throw toStorageProblem(log, key, error);
      }
    },
    async read(key, range) {
      return (await this.size(key)) === null ? null : createReadStream(pathOf(key), range);
    },
    size: (key) =>
      stat(pathOf(key)).then(
        (stats) => (stats.isFile() ? stats.size : null),
        () => null,
      ),
    remove: (key) => rm(pathOf(key), { force: true }),
    async sweep() {
      for (const name of await readdir(incoming).catch(() => [])) {
        const path = join(incoming, name);
        const stats = await stat(path).catch(() => null);
        if (stats && stats.mtimeMs < Date.now() - DAY_MS) await rm(path, { force: true });
      }
    },
  };
}

// a full or missing disk is not the sender's fault
function toStorageProblem(log: Log, key: string, error: unknown) {
  if (!(error as NodeJS.ErrnoException).syscall || (error as NodeJS.ErrnoException).code === "ECONNRESET") return error;
  log.error({ key, why: (error as Error).message }, "the file store returned an error");
  return Object.assign(filesUnavailable(), { cause: error });
}

/** Does something with a path, and creates its folder if that is missing. */
async function inFolder<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    await mkdir(dirname(path), { recursive: true });
    return work();
  }
}

// opened first: a stream could create the file after an interrupted upload was cleaned up
async function write(file: FileHandle, bytes: Readable): Promise<FileFacts> {
  const meter = openMeter();
  // `flush` writes the file to the disk before it is closed
  await pipeline(bytes, meter.through, file.createWriteStream({ flush: true }));
  return meter.read();
}
