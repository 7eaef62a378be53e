import { createHash } from "node:crypto";
import { LOGO_TYPES, type LogoType, MAX_LOGO_BYTES } from "../../wire/desk-logo.ts";
import { invalid } from "../../wire/problems.ts";
import { type Db, query } from "../platform/database.ts";

interface Logo {
  type: LogoType;
  bytes: Buffer;
}

// the first bytes of a file decide its type, not its name
const isOf: Record<LogoType, (bytes: Buffer) => boolean> = {
  "image/png": (bytes) => bytes.subarray(0, 8).equals(Buffer.from("89504e470d0a1a0a", "hex")),
  "image/jpeg": (bytes) => bytes.subarray(0, 3).equals(Buffer.from("ffd8ff", "hex")),
  "image/webp": (bytes) => bytes.toString("latin1", 0, 4) === "RIFF" && bytes.toString("latin1", 8, 12) === "WEBP",
};

/** The path of the logo with this hash. */
export const logoPath = (hash: string): string => `/portal/logo/?v=${hash}`;

/** The desk's logo without its bytes. */
export async function logoSettings(db: Db) {
  const [row] = await query<{ hash: string; type: string; size: number }>(
    db,
    "select hash, type, octet_length(bytes) as size from desk_logo",
  );
  return { url: row ? logoPath(row.hash) : null, type: row?.type ?? null, size: row?.size ?? null };
}

export async function readLogo(db: Db): Promise<(Logo & { hash: string }) | null> {
  const [row] = await query<Logo & { hash: string }>(db, "select type, bytes, hash from desk_logo");
  return row ?? null;
}

/** Sets the logo from a picture in Base64. */
export async function changeLogo(db: Db, image: string): Promise<void> {
  const bytes = Buffer.from(image, "base64");
  const type = LOGO_TYPES.find((each) => isOf[each](bytes));
  if (!type) throw invalid({ image: ["Send a PNG, JPEG or WebP in Base64."] });
  if (bytes.length > MAX_LOGO_BYTES) throw invalid({ image: ["The logo is larger than 200 kB."] });
  await query(
    db,
    `insert into desk_logo (type, bytes, hash)
     values ($1, $2, $3)
     on conflict (is_only)
       do update set type = excluded.type, bytes = excluded.bytes, hash = excluded.hash, updated_at = now()`,
    [type, bytes, createHash("sha256").update(bytes).digest("hex").slice(0, 12)],
  );
}

export const deleteLogo = (db: Db) => query(db, "delete from desk_logo");
