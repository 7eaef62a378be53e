import { createHash } from "node:crypto";
import { LOGO_TYPES, type LogoType, MAX_LOGO_BYTES } from "../../wire/desk-logo.ts";
import { invalid } from "../../wire/problems.ts";
import { type Db, query } from "../platform/database.ts";
import { pictureType } from "../platform/picture-types.ts";

interface Logo {
  type: LogoType;
  bytes: Buffer;
}

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
  const sentType = pictureType(bytes);
  const type = LOGO_TYPES.find((each) => each === sentType);
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
