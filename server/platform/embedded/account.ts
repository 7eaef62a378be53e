import { execFile } from "node:child_process";
import { promisify } from "node:util";

export interface Account {
  uid: number;
  gid: number;
}

export const run = promisify(execFile);

export const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * The account that root's PostgreSQL runs as, because it refuses root: `postgres` if it exists, otherwise `docket`,
 * created on demand.
 */
export async function findAccount(): Promise<Account> {
  const account = (await find("postgres")) ?? (await find("docket")) ?? (await make()) ?? (await find("nobody"));
  if (account) return account;
  throw new Error(
    "PostgreSQL cannot run as root, and no other account was found. Run Docket as another user, or set DATABASE_URL.",
  );
}

async function find(name: string): Promise<Account | null> {
  try {
    const [uid, gid] = await Promise.all(
      ["-u", "-g"].map(async (which) => Number((await run("id", [which, name])).stdout)),
    );
    return uid ? { uid, gid: gid! } : null;
  } catch {
    return null;
  }
}

// shadow-utils, Debian's adduser, BusyBox
const WAYS = [
  "useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin docket",
  "adduser --system --group --no-create-home docket",
  "adduser -S -D -H docket",
];

async function make(): Promise<Account | null> {
  for (const way of WAYS) {
    const [command, ...args] = way.split(" ");
    await run(command!, args).catch(() => {});
    const existing = await find("docket");
    if (existing) return existing;
  }
  return null;
}

/**
 * Whether another account (null: this one) may enter a folder. It asks the system, which also considers access lists and
 * mounts.
 */
export async function canEnter(folder: string, account: Account | null): Promise<boolean> {
  if (account === null) return true;
  try {
    await run("test", ["-x", folder], { ...account, cwd: "/" });
    return true;
  } catch {
    return false;
  }
}
