import { argon2Sync, pbkdf2Sync } from "node:crypto";
import { parentPort } from "node:worker_threads";
import type { Hashing } from "./hashing.ts";

parentPort!.on("message", (hashing: Hashing) => {
  if (hashing.kind === "argon2id") parentPort!.postMessage(argon2Sync("argon2id", hashing.parameters));
  else parentPort!.postMessage(pbkdf2Sync(hashing.password, hashing.salt, hashing.iterations, 32, "sha256"));
});
