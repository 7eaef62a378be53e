import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import type { Log } from "../platform/log.ts";
import type { TlsFiles } from "./listen-address.ts";

const LOOK_MS = 60_000;

/** Reads certificate and key for STARTTLS. An error names the wrong setting. */
export function readTls({ certificate, key }: TlsFiles): { cert: Buffer; key: Buffer } {
  const files = { cert: read("MAIL_TLS_CERT", certificate), key: read("MAIL_TLS_KEY", key) };
  if (!doFit(files)) throw new Error("MAIL_TLS_CERT and MAIL_TLS_KEY do not match, or are not in PEM format.");
  return files;
}

function doFit({ cert, key }: { cert: Buffer; key: Buffer }): boolean {
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

function read(setting: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Error(`${setting}: ${path} could not be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

const changedAt = ({ certificate, key }: TlsFiles) => Math.max(statSync(certificate).mtimeMs, statSync(key).mtimeMs);

/** Calls `use` whenever the files have changed, as after a renewal. Invalid files change nothing. */
export function watchTls(files: TlsFiles, log: Log, use: (read: ReturnType<typeof readTls>) => void) {
  let usedAt = changedAt(files);
  const look = () => {
    try {
      const now = changedAt(files);
      if (now === usedAt) return;
      use(readTls(files));
      usedAt = now;
      log.info("the mail listener uses a renewed certificate");
    } catch (error) {
      log.warn({ err: error }, "could not read a renewed certificate of the mail listener; retrying");
    }
  };
  const timer = setInterval(look, LOOK_MS).unref();
  return () => clearInterval(timer);
}
