import { buffer } from "node:stream/consumers";
import { type Entry, fromBufferPromise, type ZipFile } from "yauzl";
import { invalid, Problem } from "../../wire/problems.ts";

export interface PackedFile {
  /** Its path, with slashes, without "." or "..". */
  path: string;
  bytes: Buffer;
}

export const MAX_ENTRIES = 2_000;
/** The limit of all files together, unpacked. */
export const MAX_BYTES = 200 * 1024 * 1024;

const refuse = (text: string) => invalid({ file: [text] });

export const isZip = (bytes: Buffer): boolean => bytes.length >= 22 && bytes.readUInt32LE(0) === 0x04034b50;

/** The files of a zip archive. Their sizes are checked before anything is unpacked; one that is larger than it says is refused. */
export async function unzip(zip: Buffer): Promise<PackedFile[]> {
  try {
    // the names are checked here: an entry that would be outside of the folder is left out
    return await filesOf(await fromBufferPromise(zip, { lazyEntries: true, decodeStrings: false }));
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw refuse("The archive is damaged.");
  }
}

async function filesOf(zip: ZipFile): Promise<PackedFile[]> {
  if (zip.entryCount > MAX_ENTRIES) throw refuse(`The archive has more than ${MAX_ENTRIES} files.`);
  const files: PackedFile[] = [];
  let bytesLeft = MAX_BYTES;
  for await (const entry of zip.eachEntry()) {
    const path = pathOf(entry);
    if (path === null) continue;
    bytesLeft -= entry.uncompressedSize;
    if (bytesLeft < 0) throw refuse(`The archive holds more than ${MAX_BYTES / 1024 / 1024} MB.`);
    if (entry.isEncrypted()) throw refuse("The archive is encrypted.");
    files.push({ path, bytes: await buffer(await zip.openReadStreamPromise(entry)) });
  }
  return files;
}

/** A path inside the archive; null for folders, for paths that lead out of it, and for files that systems add. */
function pathOf({ fileName }: Entry): string | null {
  const name = Buffer.from(fileName).toString("utf8");
  const parts = name.replaceAll("\\", "/").replaceAll("\0", "").split("/");
  if (parts.at(-1) === "" || parts.some((part) => part.startsWith("__MACOSX") || part.startsWith("."))) return null;
  return parts.filter(Boolean).join("/").toWellFormed();
}
