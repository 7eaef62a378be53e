import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const root = join(import.meta.dirname, "..");
/** The folder of the built app, which the server serves at /. */
export const APP_FOLDER = join(root, "dist/web");
const MARK = join(APP_FOLDER, "built-from.txt");

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** A hash of everything that goes into the app. The same sources need no second build. */
function sourceHash(): string {
  const hash = createHash("sha256");
  const files = [...filesIn(join(root, "web")), ...filesIn(join(root, "wire")), join(root, "package-lock.json")];
  for (const path of files.filter((each) => !each.endsWith(".test.ts")).sort())
    hash.update(path.slice(root.length)).update("\0").update(readFileSync(path)).update("\0");
  return hash.digest("hex");
}

export const isBuilt = (): boolean => existsSync(MARK) && readFileSync(MARK, "utf8") === sourceHash();

/** Builds the web app, unless these sources have been built already. */
export async function build(): Promise<void> {
  if (isBuilt()) return;
  const hash = sourceHash();
  const vite = await import("vite");
  // a test run sets another mode, in which React is built for development
  const environment = process.env.NODE_ENV;
  process.env.NODE_ENV = "production";
  // built in a temporary folder, so that neither a running server nor an interrupted build leaves half an app
  const draft = `${APP_FOLDER}.new-${process.pid}`;
  try {
    await vite.build({
      configFile: join(root, "web/vite.config.ts"),
      build: { outDir: draft },
      logLevel: "warn",
      mode: "production",
    });
    await Promise.all(filesIn(draft).map(compress));
    writeFileSync(join(draft, "built-from.txt"), hash);
    rmSync(APP_FOLDER, { recursive: true, force: true });
    renameSync(draft, APP_FOLDER);
  } finally {
    if (environment === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = environment;
    rmSync(draft, { recursive: true, force: true });
  }
}

// compressed once here, so that the server never compresses
async function compress(path: string): Promise<void> {
  if (!/\.(js|css|html|svg|json|webmanifest)$/.test(path)) return;
  const bytes = await readFile(path);
  if (bytes.length < 512) return;
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes, { params }));
  await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }));
}

if (import.meta.main) await build();
