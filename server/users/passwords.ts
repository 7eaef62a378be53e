import { randomBytes, timingSafeEqual } from "node:crypto";
import { hashed } from "./hashing.ts";

// OWASP's first recommendation for argon2id: 19 MiB, 2 passes
const COST = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 };
const unpadded = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "");

const argon = (password: string, nonce: Buffer) =>
  hashed({ kind: "argon2id", parameters: { message: Buffer.from(password), nonce, ...COST } });

/** The password's argon2id hash in PHC string format. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16);
  const tag = await argon(password, nonce);
  return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${unpadded(nonce)}$${unpadded(tag)}`;
}

/** Whether the password is the hash's; takes argon2id in PHC format and Django's pbkdf2_sha256. */
export async function isPassword(password: string, hash: string): Promise<boolean> {
  const phc = /^\$argon2id\$v=19\$m=19456,t=2,p=1\$([\w+/]+)\$([\w+/]+)$/.exec(hash);
  if (phc) return isSame(await argon(password, Buffer.from(phc[1]!, "base64")), Buffer.from(phc[2]!, "base64"));
  const django = /^pbkdf2_sha256\$(\d{1,8})\$([^$]{1,200})\$([\w+/=]+)$/.exec(hash);
  if (!django) return false;
  const tag = await hashed({ kind: "pbkdf2", password, salt: django[2]!, iterations: Number(django[1]) });
  return isSame(tag, Buffer.from(django[3]!, "base64"));
}

export const needsRehash = (hash: string): boolean => !hash.startsWith("$argon2id$");

const isSame = (a: Buffer, b: Buffer) => a.length === b.length && timingSafeEqual(a, b);

/** Hashes that nobody's password fits: checking one costs what checking a real one of its kind costs. */
export const DECOYS = {
  argon2id: `$argon2id$v=19$m=19456,t=2,p=1$${unpadded(Buffer.alloc(16, 7))}$${unpadded(Buffer.alloc(32, 7))}`,
  pbkdf2: (iterations: number) => `pbkdf2_sha256$${iterations}$decoy$${Buffer.alloc(32, 7).toString("base64")}`,
};
