import { createHash } from "node:crypto";
import type { Readable } from "node:stream";

export interface FileFacts {
  size: number;
  sha256: string;
}

/** Where the bytes of files are stored. If the store is down, every call fails with a Problem (503) within seconds. */
export interface Storage {
  /** Stores a stream's bytes under a new key, completely or not at all. */
  put(key: string, bytes: Readable): Promise<FileFacts>;
  /** The bytes from start to end (inclusive); null if there is no such file. */
  read(key: string, range?: { start: number; end: number }): Promise<Readable | null>;
  size(key: string): Promise<number | null>;
  remove(key: string): Promise<void>;
  /** Deletes the leftovers of uploads that were interrupted more than a day ago. */
  sweep(): Promise<void>;
}

/** Passes bytes on unchanged, and then knows their number and checksum. */
export function openMeter(): { through(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer>; read(): FileFacts } {
  const hash = createHash("sha256");
  let size = 0;
  return {
    async *through(bytes) {
      for await (const chunk of bytes) {
        hash.update(chunk);
        size += chunk.length;
        yield chunk;
      }
    },
    read: () => ({ size, sha256: hash.digest("hex") }),
  };
}
