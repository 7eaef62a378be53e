import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// keys from documents, examples and generators of examples
const EXAMPLE =
  /change.?(me|this|it)|django-insecure|placeholder|replace.?(me|this)|^your[^a-z]|a-string-secret-at-least|256.?bit/i;

/** Whether someone could guess this key, or find it in an example. */
export function isWeakKey(key: string): boolean {
  const isRepeated = /^(.{1,16}?)\1+.{0,15}$/s.test(key);
  return key.length < 32 || new Set(key).size < 8 || isRepeated || EXAMPLE.test(key) || withoutRuns(key).length < 16;
}

// keys such as abcdefgh or 01234567
function withoutRuns(key: string): string {
  const codes = [...key].map((each) => each.codePointAt(0)!);
  const isNext = (at: number) => codes[at]! - (codes[at - 1] ?? 0) === 1;
  return [...key].filter((_, at) => !isNext(at) && !isNext(at + 1)).join("");
}

/** The key that signs tokens: the setting, or one that is created once in the data folder. */
export function loadSecretKey({ secretKey, dataDir }: { secretKey: string | null; dataDir: string }): string {
  if (secretKey) return secretKey;
  const path = join(dataDir, "secret-key");
  const key = (read(path) ?? make(path, dataDir)).trimEnd();
  if (key.length < 32)
    throw new Error(`The key in ${path} is shorter than 32 characters. Delete the file to generate a new key.`);
  return key;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

function make(path: string, dataDir: string): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const draft = `${path}.${process.pid}-${randomBytes(4).toString("hex")}`;
  writeFileSync(draft, randomBytes(48).toString("base64url"), { mode: 0o600, flag: "wx", flush: true });
  try {
    // If two servers start at once, the first to link its file wins. A file is complete before it is linked.
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    unlinkSync(draft);
  }
  return readFileSync(path, "utf8");
}
