import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

export interface Stored {
  size: number;
  sha256: string;
}

/** Where the bytes of files are kept. */
export interface Storage {
  /** Keeps a stream's bytes under a new key, whole or not at all. */
  put(key: string, bytes: Readable): Promise<Stored>;
  /** The bytes from start to end (inclusive); null when there are none under this key. */
  read(key: string, range?: { start: number; end: number }): Promise<Readable | null>;
  size(key: string): Promise<number | null>;
  remove(key: string): Promise<void>;
}

/** Files in a folder of this machine. */
export function openFolderStorage(root: string): Storage {
  const pathOf = (key: string) =>
    join(root, ...key.split("/").filter((part) => part !== "" && part !== "." && part !== ".."));
  const incoming = join(root, ".incoming");
  return {
    async put(key, bytes) {
      await mkdir(incoming, { recursive: true });
      const draft = join(incoming, randomUUID());
      try {
        const stored = await write(draft, bytes);
        await mkdir(dirname(pathOf(key)), { recursive: true });
        await rename(draft, pathOf(key));
        return stored;
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    },
    async read(key, range) {
      return (await this.size(key)) === null ? null : createReadStream(pathOf(key), range);
    },
    size: (key) =>
      stat(pathOf(key)).then(
        (found) => (found.isFile() ? found.size : null),
        () => null,
      ),
    remove: (key) => rm(pathOf(key), { force: true }),
  };
}

async function write(path: string, bytes: Readable): Promise<Stored> {
  const hash = createHash("sha256");
  let size = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      size += chunk.length;
      done(null, chunk);
    },
  });
  await pipeline(bytes, meter, createWriteStream(path));
  const file = await open(path, "r");
  await file.sync();
  await file.close();
  return { size, sha256: hash.digest("hex") };
}

/** Removes what broken uploads left in the folder. */
export async function sweepIncoming(root: string): Promise<void> {
  const folder = join(root, ".incoming");
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (found && found.mtimeMs < Date.now() - 86_400_000) await rm(path, { force: true });
  }
}
