import { randomBytes } from "node:crypto";
import { chown, mkdir, rename, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { type Account, run } from "./account.ts";
import { environmentOf } from "./binaries.ts";
import { clearDrafts } from "./drafts.ts";

interface NewCluster {
  cluster: string;
  /** Its path in the data folder; a link if the cluster is elsewhere. */
  entry: string;
  account: Account | null;
  binaries: string;
}

/**
 * Creates a cluster completely or not at all. If two processes do so at once, one wins and the other uses its cluster.
 */
export async function makeCluster({ cluster, entry, account, binaries }: NewCluster): Promise<void> {
  await clearDrafts(cluster);
  const draft = `${cluster}.new-${process.pid}-${randomBytes(4).toString("hex")}`;
  await mkdir(draft, { mode: 0o700 });
  let isOurs = false;
  try {
    if (account) await chown(draft, account.uid, account.gid);
    await initialise(draft, account, binaries);
    isOurs = await unlessTaken(rename(draft, cluster));
  } finally {
    if (!isOurs) await rm(draft, { recursive: true, force: true });
  }
  if (entry !== cluster && !(await unlessTaken(symlink(cluster, entry))))
    await rm(cluster, { recursive: true, force: true });
}

async function unlessTaken(work: Promise<void>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (["EEXIST", "ENOTEMPTY"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}

// Text compares by code point, the same on every machine. The C library's locale only tells pg_trgm what a letter is:
// with plain C, words beyond ASCII have no trigrams and are searched without the index.
const CTYPES = ["C.UTF-8", "en_US.UTF-8", "C"];

async function initialise(folder: string, account: Account | null, binaries: string): Promise<void> {
  const fixed =
    "--username=postgres --auth-local=trust --auth-host=reject --encoding=UTF8 --locale=C --no-instructions " +
    "--locale-provider=builtin --builtin-locale=C.UTF-8";
  for (const ctype of CTYPES) {
    try {
      const args = [...fixed.split(" "), `--lc-ctype=${ctype}`, `--pgdata=${folder}`];
      await run(join(binaries, "bin", "initdb"), args, { ...account, cwd: "/", env: environmentOf(binaries) });
      return;
    } catch (error) {
      const { stderr, message } = error as Error & { stderr?: string };
      if (ctype !== "C" && stderr?.includes("invalid locale name")) continue;
      throw new Error(`Could not create the database in ${folder}: ${stderr?.trim() || message}`);
    }
  }
}
