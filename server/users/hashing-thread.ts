import { argon2Sync, createHash, pbkdf2Sync, scryptSync } from "node:crypto";
import { parentPort } from "node:worker_threads";
import type { Hashing } from "./hashing.ts";

const SCRYPT_MEMORY = 512 * 1024 * 1024;

async function tagOf(hashing: Hashing): Promise<Uint8Array> {
  switch (hashing.kind) {
    case "argon2":
      return argon2Sync(hashing.algorithm, hashing.parameters);
    case "pbkdf2":
      return pbkdf2Sync(hashing.password, hashing.salt, hashing.iterations, hashing.length, hashing.digest);
    case "scrypt":
      return scryptSync(hashing.password, hashing.salt, hashing.length, { ...hashing.options, maxmem: SCRYPT_MEMORY });
    case "bcrypt": {
      // loaded only if there are hashes of this kind left
      const { hashSync } = await import("bcryptjs");
      const { password, isHashedBefore, settings } = hashing;
      const text = isHashedBefore ? createHash("sha256").update(password).digest("hex") : password;
      return Buffer.from(hashSync(text, settings.slice(0, 29)));
    }
  }
}

parentPort!.on("message", async (hashing: Hashing) => {
  try {
    parentPort!.postMessage({ tag: await tagOf(hashing) });
  } catch (error) {
    parentPort!.postMessage({ problem: (error as Error).message });
  }
});
