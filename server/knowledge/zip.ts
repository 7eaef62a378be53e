import { inflateRawSync } from "node:zlib";
import { invalid } from "../../wire/problems.ts";

export interface PackedFile {
  /** Its path, with slashes, without "." or "..". */
  path: string;
  bytes: Buffer;
}

export const MAX_ENTRIES = 2_000;
/** Unpacked, all together. */
export const MAX_BYTES = 200 * 1024 * 1024;

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const END_BYTES = 22;
const MAX_COMMENT = 65_535;
const refuse = (text: string) => invalid({ file: [text] });

export const isZip = (bytes: Buffer): boolean => bytes.length >= END_BYTES && bytes.readUInt32LE(0) === 0x04034b50;

/** The files of a zip archive. Sizes are checked before anything is unpacked, and while it is. */
export function unzip(zip: Buffer): PackedFile[] {
  try {
    return [...entriesOf(zip)];
  } catch (error) {
    // what is no archive is read beyond its end
    if (error instanceof RangeError || (error as { code?: string }).code?.startsWith("Z_"))
      throw refuse("The archive is damaged.");
    throw error;
  }
}

function* entriesOf(zip: Buffer): Generator<PackedFile> {
  const end = endOf(zip);
  const count = zip.readUInt16LE(end + 10);
  if (count > MAX_ENTRIES) throw refuse(`The archive has more than ${MAX_ENTRIES} files.`);
  let at = zip.readUInt32LE(end + 16);
  let left = MAX_BYTES;
  for (let n = 0; n < count; n += 1) {
    if (zip.readUInt32LE(at) !== ENTRY) throw refuse("The archive is damaged.");
    const nameBytes = zip.readUInt16LE(at + 28);
    const path = plainPath(zip.toString("utf8", at + 46, at + 46 + nameBytes));
    if (path) {
      const bytes = contentOf(zip, at, left);
      left -= bytes.length;
      yield { path, bytes };
    }
    at += 46 + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
}

function endOf(zip: Buffer): number {
  const last = zip.length - END_BYTES;
  for (let at = last; at >= 0 && at >= last - MAX_COMMENT; at -= 1) if (zip.readUInt32LE(at) === END) return at;
  throw refuse("The file is not a zip archive.");
}

function contentOf(zip: Buffer, entry: number, left: number): Buffer {
  if (zip.readUInt16LE(entry + 8) & 1) throw refuse("The archive is encrypted.");
  const method = zip.readUInt16LE(entry + 10);
  const size = zip.readUInt32LE(entry + 20);
  const local = zip.readUInt32LE(entry + 42);
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  if (zip.readUInt32LE(entry + 24) > left) throw refuse(`The archive holds more than ${MAX_BYTES / 1024 / 1024} MB.`);
  const packed = zip.subarray(start, start + size);
  if (method === 0) return packed;
  if (method !== 8) throw refuse("The archive is packed in a way that Docket cannot read.");
  return inflateRawSync(packed, { maxOutputLength: Math.max(1, left) });
}

/** The path without what leads out of the archive; null for folders and for what systems add of their own. */
function plainPath(name: string): string | null {
  const parts = name.replaceAll("\\", "/").replaceAll("\0", "").split("/");
  if (parts.at(-1) === "" || parts.some((part) => part.startsWith("__MACOSX") || part.startsWith("."))) return null;
  return parts.filter(Boolean).join("/").toWellFormed();
}
