import { mkdirSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import sparticuz from "@sparticuz/chromium";

/** The browser that CHROMIUM names, or the one of the package, unpacked once for each user. Only that user may run it. */
export async function chromiumPath(): Promise<string> {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const shared = process.env.TMPDIR;
  const own = join(tmpdir(), `docket-chromium-${userInfo().username}`);
  mkdirSync(own, { recursive: true, mode: 0o700 });
  // the package unpacks into the folder for temporary files, where another user's browser may be already
  process.env.TMPDIR = own;
  try {
    return await sparticuz.executablePath();
  } finally {
    if (shared === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = shared;
  }
}
