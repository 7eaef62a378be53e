import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";

/** A part of the file: its rows, and how many bytes they took. */
export interface RowBatch {
  rows: unknown[];
  bytes: number;
}

const [QUOTE, BACKSLASH, COMMA, OPEN_LIST, CLOSE_LIST, OPEN, CLOSE] = [...Buffer.from('"\\,[]{}')];
const isSpace = (byte: number) => byte === 32 || (byte >= 9 && byte <= 13);

/** Reads the rows of a JSON list (or JSON lines), gzipped or not, part by part; the file is never held whole. */
export async function* readRows(path: string): AsyncGenerator<RowBatch> {
  const splitter = openSplitter();
  const file = createReadStream(path, { highWaterMark: PART });
  const isGzipped = (await firstBytes(path)).readUInt16BE(0) === 0x1f8b;
  // an error while reading also ends the unzipping and the loop
  const text = isGzipped ? pipeline(file, createGunzip({ chunkSize: PART }), () => {}) : file;
  let bytes = 0;
  try {
    for await (const chunk of text) {
      if (bytes === 0) refuseOtherForms(chunk as Buffer);
      const rows = splitter.rows(chunk as Buffer, bytes);
      bytes += (chunk as Buffer).length;
      yield { rows, bytes: file.bytesRead };
    }
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (!code.startsWith("Z_") && code !== "ERR_STREAM_PREMATURE_CLOSE") throw error;
    throw new Error("The file is incomplete or damaged: it cannot be unzipped. Nothing was imported.");
  }
  splitter.end();
}

const PART = 256 * 1024;

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const bytes = Buffer.alloc(4);
    await file.read(bytes, 0, 4, 0);
    return bytes;
  } finally {
    await file.close();
  }
}

const JSON_WAY = "Write it as JSON: manage.py dumpdata ... --format json --output dump.json. Nothing was imported.";

/** Says what kind of file it is if it is not a JSON dump, and what to do. */
function refuseOtherForms(chunk: Buffer): void {
  if ((chunk[0] === 0xff && chunk[1] === 0xfe) || (chunk[0] === 0xfe && chunk[1] === 0xff) || chunk[1] === 0)
    throw new Error("The file is UTF-16. Create it with dumpdata --output dump.json, which writes UTF-8.");
  const begin = chunk.subarray(0, 1000).toString("latin1");
  if (/^(\xef\xbb\xbf)?\s*</.test(begin)) throw new Error(`The file is XML. ${JSON_WAY}`);
  if (/^(---\s*)?- (model|fields|pk):/.test(begin)) throw new Error(`The file is YAML. ${JSON_WAY}`);
  const archive = Object.entries({ BZh: "bzip2", "\xfd7zXZ": "xz", "PK\x03\x04": "zip" }).find(([magic]) =>
    begin.startsWith(magic),
  );
  if (archive)
    throw new Error(`The file is compressed with ${archive[1]}. Unpack it, or use gzip. Nothing was imported.`);
}

// Finds where each row begins and ends by its braces; JSON.parse reads it.
function openSplitter() {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const braces = openBraces();
  const list = openList();
  let rowStart: Buffer[] = [];
  const parse = (bytes: Buffer, at: number): unknown => {
    try {
      return JSON.parse(decoder.decode(bytes));
    } catch (error) {
      throw damageAt(at, (error as Error).message);
    }
  };
  return {
    rows(chunk: Buffer, before: number): unknown[] {
      const rows: unknown[] = [];
      let from = 0;
      for (let i = 0; i < chunk.length; i++) {
        const byte = chunk[i]!;
        if (!braces.isOpen()) {
          if (byte !== OPEN || list.state() === "closed") list.between(byte, before + i);
          else {
            braces.open();
            from = i;
          }
        } else if (braces.isClosedBy(byte)) {
          rows.push(parse(Buffer.concat([...rowStart, chunk.subarray(from, i + 1)]), before + i));
          rowStart = [];
        }
      }
      if (braces.isOpen()) rowStart.push(Buffer.from(chunk.subarray(from)));
      return rows;
    },
    end() {
      if (braces.isOpen() || list.state() === "open") throw new Error("The file is incomplete. Nothing was imported.");
    },
  };
}

/** The depth of nesting at the current byte of a row. */
function openBraces() {
  let depth = 0;
  let isText = false;
  let isEscaped = false;
  return {
    isOpen: () => depth > 0,
    open() {
      depth = 1;
    },
    isClosedBy(byte: number): boolean {
      if (isEscaped) isEscaped = false;
      else if (isText) {
        if (byte === BACKSLASH) isEscaped = true;
        else if (byte === QUOTE) isText = false;
      } else if (byte === QUOTE) isText = true;
      else if (byte === OPEN || byte === OPEN_LIST) depth += 1;
      else if (byte === CLOSE || byte === CLOSE_LIST) depth -= 1;
      return depth === 0;
    },
  };
}

/** The list around the rows; JSON lines have none. */
function openList() {
  let state: "none" | "open" | "closed" = "none";
  return {
    state: () => state,
    /** Takes a byte between two rows. */
    between(byte: number, at: number): void {
      if (isSpace(byte) || (byte === COMMA && state !== "closed") || (at < 3 && byte >= 0xbb)) return;
      if (byte === OPEN_LIST && state === "none") state = "open";
      else if (byte === CLOSE_LIST && state === "open") state = "closed";
      else throw damageAt(at, "here a row of dumpdata was expected");
    },
  };
}

const damageAt = (at: number, why: string) =>
  new Error(`The file is damaged at byte ${at.toLocaleString("en")}: ${why}. Nothing was imported.`);
