import { linkSync, readFileSync, readlinkSync, renameSync, statSync, unlinkSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { run } from "./account.ts";
import { isAlive } from "./processes.ts";
import { PORT } from "./settings.ts";

/** The content of postmaster.pid so far, which PostgreSQL's main process writes. */
export interface Postmaster {
  pid: number;
  sockets: string;
  isReady: boolean;
}

const pathOf = (cluster: string) => join(cluster, "postmaster.pid");

/** The content of postmaster.pid; null if there is none. It does not say whether that process is still running. */
export function readPostmaster(cluster: string): Postmaster | null {
  try {
    const lines = readFileSync(pathOf(cluster), "utf8").split("\n");
    return {
      pid: Math.abs(Number(lines[0])),
      sockets: lines[4] ?? "",
      isReady: lines[7]?.trim() === "ready",
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** Whether this process is the PostgreSQL of this cluster, and not one with the reused number of a dead process. */
export async function isPostmaster(pid: number, cluster: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform !== "linux") {
    const { stdout } = await run("ps", ["-p", String(pid), "-o", "command="]).catch(() => ({ stdout: "" }));
    return stdout.includes("postgres") && stdout.includes(cluster);
  }
  // a zombie, whose parent has not collected it, still has a number, but neither of these
  const [program, ...args] = read(() => readFileSync(`/proc/${pid}/cmdline`, "utf8")).split("\0");
  if (basename(program!) !== "postgres") return false;
  return args.includes(cluster) || folderOf(pid) === cluster;
}

const read = (look: () => string): string => {
  try {
    return look();
  } catch {
    return "";
  }
};

const folderOf = (pid: number) => read(() => readlinkSync(`/proc/${pid}/cwd`));

/**
 * Deletes the files of a dead process, in the cluster and beside its socket: PostgreSQL would not start while another process
 * has that number.
 */
export async function forgetDead(cluster: string, sockets: string): Promise<void> {
  for (const path of [pathOf(cluster), join(sockets, `.s.PGSQL.${PORT}.lock`)]) {
    const pid = pidIn(path);
    if (pid === null || (await isPostmaster(pid, cluster))) continue;
    const aside = `${path}.old-${process.pid}`;
    try {
      renameSync(path, aside);
      // another start may have created its file between the check and the move: move it back
      if (pidIn(aside) !== pid) linkSync(aside, path);
      unlinkSync(aside);
    } catch (error) {
      if (!["ENOENT", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    }
  }
}

// 0 if the file is empty and no process is about to write it
function pidIn(path: string): number | null {
  const file = statSync(path, { throwIfNoEntry: false });
  if (!file || (file.size === 0 && Date.now() - file.mtimeMs < JUST_MADE_MS)) return null;
  return (
    Math.abs(
      Number.parseInt(
        read(() => readFileSync(path, "utf8")),
        10,
      ),
    ) || 0
  );
}

const JUST_MADE_MS = 2_000;

/**
 * Ends the processes that a killed PostgreSQL left running, because none may start beside them. A long query does not notice at
 * once.
 */
export async function endOrphans(cluster: string): Promise<void> {
  for (const name of await readdir("/proc").catch(() => [])) {
    const pid = Number(name);
    // if the parent works in this folder, too, it is a running PostgreSQL, whose processes stay
    if (pid && isWorker(pid, cluster) && folderOf(parentOf(pid)) !== cluster) signal(pid, "SIGQUIT");
  }
}

// PostgreSQL's background processes show their task instead of a command line
const isWorker = (pid: number, cluster: string) =>
  folderOf(pid) === cluster && read(() => readFileSync(`/proc/${pid}/cmdline`, "utf8")).startsWith("postgres: ");

const parentOf = (pid: number) =>
  Number(/^PPid:\s*(\d+)/m.exec(read(() => readFileSync(`/proc/${pid}/status`, "utf8")))?.[1] ?? 0);

function signal(pid: number, which: NodeJS.Signals): void {
  try {
    process.kill(pid, which);
  } catch (error) {
    // the process has ended by itself
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

const [PATIENCE_MS, STEP_MS] = [60_000, 20];

/** Stops PostgreSQL in fast mode: ends the clients' work and writes everything to the disk. */
export async function stopPostmaster(cluster: string): Promise<void> {
  const running = readPostmaster(cluster);
  if (!running || !(await isPostmaster(running.pid, cluster))) return;
  signal(running.pid, "SIGINT");
  for (let waitedMs = 0; readPostmaster(cluster)?.pid === running.pid; waitedMs += STEP_MS) {
    await sleep(STEP_MS);
    if (waitedMs % 1000 === 0 && !(await isPostmaster(running.pid, cluster))) return;
    // PostgreSQL recovers at the next start what it cannot write now
    if (waitedMs === PATIENCE_MS) signal(running.pid, "SIGQUIT");
  }
}
