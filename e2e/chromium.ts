import { mkdirSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import sparticuz from "@sparticuz/chromium";

/**
 * Path of the browser: CHROMIUM, or the browser of the package, which is unpacked once for each user. Only that user
 * can run it.
 */
export async function chromiumPath(): Promise<string> {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const usualFolder = process.env.TMPDIR;
  const own = join(tmpdir(), `docket-chromium-${userInfo().username}`);
  mkdirSync(own, { recursive: true, mode: 0o700 });
  // the package unpacks into the temporary folder, which may contain another user's browser
  process.env.TMPDIR = own;
  try {
    return await sparticuz.executablePath();
  } finally {
    if (usualFolder === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = usualFolder;
  }
}
