import { Readable } from "node:stream";
import { crc32, deflateSync } from "node:zlib";
import { newKey } from "../attachments/file-names.ts";
import { type Db, query } from "../platform/database.ts";
import type { Storage } from "../platform/storage.ts";
import { PAPERS } from "./words/phrases.ts";

export interface DemoDraftFile {
  ticket: string;
  file: string;
  name: string;
  size: number;
  sha256: string;
}

/** Stores small files for some of the drafted tickets. The caller deletes them if the tickets are not created. */
export async function keepFiles(db: Db, storage: Storage, atMost: number, storedFiles: DemoDraftFile[]): Promise<void> {
  const drafts = await query<{ id: string; i: number; name: string; serial: string; created_at: string }>(
    db,
    `select id, i, file_name as name, serial, created_at from
       (select *, row_number() over (order by i) as n, count(*) over () as all_of_them
         from drafts
         where file_name is not null) d
     where n % greatest(all_of_them / $1::int, 1) = 0 order by i limit $1::int`,
    [atMost],
  );
  for (const { id, i, name, serial, created_at } of drafts) {
    const bytes = name.endsWith(".png") ? picture(i) : paper(name, serial);
    const file = newKey(name, new Date(created_at));
    const storedFile = await storage.put(file, Readable.from([bytes]));
    storedFiles.push({ ticket: id, file, name, ...storedFile });
  }
}

const paper = (name: string, serial: string): Buffer =>
  Buffer.from(`${(PAPERS[name] ?? [name]).join("\n").replaceAll("{serial}", serial)}\n`);

const WIDTH = 240;
const HEIGHT = 120;
const BAR = 12;

/** A picture of a sound: bars of different heights, in one color. */
function picture(n: number): Buffer {
  const rows: Buffer[] = [];
  const ink = [40 + ((n * 37) % 160), 60 + ((n * 59) % 140), 120 + ((n * 83) % 120)];
  for (let y = 0; y < HEIGHT; y++) {
    const row = Buffer.alloc(1 + WIDTH * 3, 245);
    row[0] = 0;
    for (let x = 0; x < WIDTH; x++) {
      const bar = Math.floor(x / BAR);
      const height = 15 + Math.abs(Math.sin(bar * 0.7 + n)) * (HEIGHT - 30);
      if (x % BAR > 2 && HEIGHT - y < height) row.set(ink, 1 + x * 3);
    }
    rows.push(row);
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(WIDTH, 0);
  head.writeUInt32BE(HEIGHT, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(Buffer.concat(rows))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(kind: string, data: Buffer): Buffer {
  const typeAndData = Buffer.concat([Buffer.from(kind, "ascii"), data]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(typeAndData));
  return Buffer.concat([size, typeAndData, sum]);
}
