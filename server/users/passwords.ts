import { randomBytes, timingSafeEqual } from "node:crypto";
import { isDjangoPassword } from "./django-passwords.ts";
import { runHashing } from "./hashing.ts";

// OWASP's first recommendation for argon2id: 19 MiB, 2 passes
const COST = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 };
const withoutPadding = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "");

const argon = (password: string, nonce: Buffer) =>
  runHashing({ kind: "argon2", algorithm: "argon2id", parameters: { message: Buffer.from(password), nonce, ...COST } });

/** The password's argon2id hash in PHC string format. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16);
  const tag = await argon(password, nonce);
  return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${withoutPadding(nonce)}$${withoutPadding(tag)}`;
}

/** Whether the password matches the hash: argon2id in PHC format, or a hash of the Django backend. */
export async function isPassword(password: string, hash: string): Promise<boolean> {
  const phc = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$([\w+/]+)\$([\w+/]+)$/.exec(hash);
  if (!phc) return isDjangoPassword(password, hash);
  return isSame(await argon(password, Buffer.from(phc[1]!, "base64")), Buffer.from(phc[2]!, "base64"));
}

export const needsRehash = (hash: string): boolean => !hash.startsWith("$argon2id$");

const isSame = (a: Buffer, b: Buffer) => a.length === b.length && timingSafeEqual(a, b);

/** A hash that no password matches: checking it costs as much as checking a real one. */
export const DECOY = `$argon2id$v=19$m=19456,t=2,p=1$${withoutPadding(Buffer.alloc(16, 7))}$${withoutPadding(Buffer.alloc(32, 7))}`;
