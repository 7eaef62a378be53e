import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

// version of the format, nonce and tag of AES-256-GCM
const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts secrets in the database, and signs what leaves the desk, with keys derived from SECRET_KEY. */
export interface Sealing {
  seal(secret: string, owner: string): Buffer;
  /** Null if the key has changed, or if the secret belongs to another owner. */
  unseal(bytes: Uint8Array, owner: string): string | null;
  /** The first `bytes` bytes of an HMAC-SHA-256 over the purpose and the message. */
  sign(purpose: string, message: string | Uint8Array, bytes: number): Buffer;
}

export function openSealing(secretKey: string): Sealing {
  const derive = (info: string) => Buffer.from(hkdfSync("sha256", secretKey, "", info, 32));
  const sealingKey = derive("docket sealed secrets");
  const signingKey = derive("docket email signatures");
  return {
    seal: (secret, owner) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", sealingKey, nonce).setAAD(Buffer.from(owner));
      const text = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
      return Buffer.concat([Buffer.from([VERSION]), nonce, cipher.getAuthTag(), text]);
    },
    unseal: (input, owner) => {
      const bytes = Buffer.from(input);
      if (bytes[0] !== VERSION || bytes.length < 1 + NONCE_BYTES + TAG_BYTES) return null;
      const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
      const tag = bytes.subarray(1 + NONCE_BYTES, 1 + NONCE_BYTES + TAG_BYTES);
      const decipher = createDecipheriv("aes-256-gcm", sealingKey, nonce).setAAD(Buffer.from(owner)).setAuthTag(tag);
      try {
        const text = decipher.update(bytes.subarray(1 + NONCE_BYTES + TAG_BYTES));
        return Buffer.concat([text, decipher.final()]).toString("utf8");
      } catch {
        return null;
      }
    },
    sign: (purpose, message, bytes) =>
      createHmac("sha256", signingKey).update(`${purpose}\n`).update(message).digest().subarray(0, bytes),
  };
}
