import { timingSafeEqual } from "node:crypto";
import { type Hashing, runHashing } from "./hashing.ts";

/** Recomputes the tag of a hash for a password. */
interface OldHash {
  hashing: Hashing;
  tag: Buffer;
}

type Parse = (hash: string, password: string) => OldHash | null;

const BASE64 = "([\\w+/]+={0,2})";
const DJANGO_PBKDF2 = new RegExp(`^pbkdf2_sha(?:1|256)\\$(\\d{1,8})\\$([^$]{1,200})\\$${BASE64}$`);
const DJANGO_SCRYPT = new RegExp(`^scrypt\\$(\\d{1,7})\\$([^$]{1,200})\\$(\\d{1,2})\\$(\\d{1,2})\\$${BASE64}$`);
const DJANGO_ARGON2 = new RegExp(
  `^argon2\\$(argon2(?:id|i|d))\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,2}),p=(\\d{1,2})\\$${BASE64}\\$${BASE64}$`,
);
const BCRYPT = /^bcrypt(?:_sha256)?\$(\$2[aby]\$(?:0[4-9]|1[0-5])\$[./A-Za-z\d]{53})$/;

function pbkdf2(digest: "sha1" | "sha256"): Parse {
  return (hash, password) => {
    const [, iterations, salt, tag] = DJANGO_PBKDF2.exec(hash) ?? [];
    if (!tag) return null;
    const bytes = Buffer.from(tag, "base64");
    return {
      hashing: { kind: "pbkdf2", password, salt: salt!, iterations: Number(iterations), digest, length: bytes.length },
      tag: bytes,
    };
  };
}

const scrypt: Parse = (hash, password) => {
  const [, cost, salt, blockSize, parallelization, tag] = DJANGO_SCRYPT.exec(hash) ?? [];
  if (!tag) return null;
  const bytes = Buffer.from(tag, "base64");
  const options = { cost: Number(cost), blockSize: Number(blockSize), parallelization: Number(parallelization) };
  return { hashing: { kind: "scrypt", password, salt: salt!, length: bytes.length, options }, tag: bytes };
};

const argon2: Parse = (hash, password) => {
  const [, algorithm, memory, passes, parallelism, nonce, tag] = DJANGO_ARGON2.exec(hash) ?? [];
  if (!tag) return null;
  const bytes = Buffer.from(tag, "base64");
  const costs = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  const parameters = {
    message: Buffer.from(password),
    nonce: Buffer.from(nonce!, "base64"),
    tagLength: bytes.length,
    ...costs,
  };
  return { hashing: { kind: "argon2", algorithm: algorithm as "argon2id", parameters }, tag: bytes };
};

const bcrypt =
  (isHashedBefore: boolean): Parse =>
  (hash, password) => {
    const [, settings] = BCRYPT.exec(hash) ?? [];
    return settings
      ? { hashing: { kind: "bcrypt", password, settings, isHashedBefore }, tag: Buffer.from(settings) }
      : null;
  };

// the algorithms that Django supports, except md5 and similar ones, whose hashes reveal the password
const ALGORITHMS = new Map<string, Parse>([
  ["pbkdf2_sha256", pbkdf2("sha256")],
  ["pbkdf2_sha1", pbkdf2("sha1")],
  ["argon2", argon2],
  ["scrypt", scrypt],
  ["bcrypt", bcrypt(false)],
  ["bcrypt_sha256", bcrypt(true)],
]);

const parse = (hash: string, password: string): OldHash | null =>
  ALGORITHMS.get(hash.split("$", 1)[0]!)?.(hash, password) ?? null;

/** Whether this is the password of a hash from the Django backend. */
export async function isDjangoPassword(password: string, hash: string): Promise<boolean> {
  const old = parse(hash, password);
  if (!old) return false;
  // costs too high for this machine, or a malformed salt
  const tag = await runHashing(old.hashing).catch(() => Buffer.alloc(0));
  return tag.length === old.tag.length && timingSafeEqual(tag, old.tag);
}

/** Why an imported user's password does not work; null if it does. */
export function whyUnusable(hash: string): string | null {
  if (hash === "" || hash.startsWith("!")) return "no usable password";
  return parse(hash, "") ? null : `hash: ${/^[\w.]{1,30}(?=\$)/.exec(hash)?.[0] ?? "unsalted or unknown"}`;
}
