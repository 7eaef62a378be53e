import { chown, mkdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { type Account, run } from "./account.ts";
import { environmentOf } from "./binaries.ts";
import { makeWhole, unlessTaken } from "./whole.ts";

interface NewCluster {
  cluster: string;
  /** Its path in the data folder; a link if the cluster is elsewhere. */
  entry: string;
  account: Account | null;
  binaries: string;
}

/** Creates a cluster, and the link to it if it is elsewhere. */
export async function makeCluster({ cluster, entry, account, binaries }: NewCluster): Promise<void> {
  await makeWhole(cluster, async (draft) => {
    await mkdir(draft, { mode: 0o700 });
    if (account) await chown(draft, account.uid, account.gid);
    await initialize(draft, account, binaries);
  });
  if (entry !== cluster && !(await unlessTaken(symlink(cluster, entry))))
    await rm(cluster, { recursive: true, force: true });
}

// Text compares by code point, the same on every machine. The C library's locale only tells pg_trgm what a letter is:
// with plain C, words beyond ASCII have no trigrams and are searched without the index.
const CTYPES = ["C.UTF-8", "en_US.UTF-8", "C"];

async function initialize(folder: string, account: Account | null, binaries: string): Promise<void> {
  const fixedArgs =
    "--username=postgres --auth-local=trust --auth-host=reject --encoding=UTF8 --locale=C --no-instructions " +
    "--locale-provider=builtin --builtin-locale=C.UTF-8";
  for (const ctype of CTYPES) {
    try {
      const args = [...fixedArgs.split(" "), `--lc-ctype=${ctype}`, `--pgdata=${folder}`];
      await run(join(binaries, "bin", "initdb"), args, { ...account, cwd: "/", env: environmentOf(binaries) });
      return;
    } catch (error) {
      const { stderr, message } = error as Error & { stderr?: string };
      if (ctype !== "C" && stderr?.includes("invalid locale name")) continue;
      throw new Error(`Could not create the database in ${folder}: ${stderr?.trim() || message}`);
    }
  }
}
