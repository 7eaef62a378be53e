// by the first bytes, whatever a name or a header says
const SIGNATURES = {
  "image/png": (bytes: Buffer) => bytes.subarray(0, 8).equals(Buffer.from("89504e470d0a1a0a", "hex")),
  "image/jpeg": (bytes: Buffer) => bytes.subarray(0, 3).equals(Buffer.from("ffd8ff", "hex")),
  "image/gif": (bytes: Buffer) => /^GIF8[79]a$/.test(bytes.toString("latin1", 0, 6)),
  "image/webp": (bytes: Buffer) => /^RIFF.{4}WEBP$/s.test(bytes.toString("latin1", 0, 12)),
};

export type PictureType = keyof typeof SIGNATURES;

/** The type of a picture that every browser shows and that cannot run anything; null for anything else. */
export const pictureType = (bytes: Buffer): PictureType | null =>
  (Object.keys(SIGNATURES) as PictureType[]).find((type) => SIGNATURES[type](bytes)) ?? null;
