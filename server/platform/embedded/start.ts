import { spawn } from "node:child_process";
import { closeSync, fstatSync, openSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { environmentOf } from "./binaries.ts";
import { binariesFor, type ClusterLocation } from "./location.ts";
import { endOrphans, forgetDead } from "./postmaster.ts";
import { type Settings, settingsFor } from "./settings.ts";
import { socketFolder } from "./sockets.ts";

/** A PostgreSQL that is starting; `end` resolves when it is no longer running. */
export interface Starting {
  pid: number | undefined;
  end: null | "another was quicker" | "remains of the last one" | "killed" | Error;
}

/** Starts PostgreSQL, which keeps running if this process is killed: the next one takes it over. */
export async function startPostgres(location: ClusterLocation, settings: Settings): Promise<Starting> {
  const { folder } = await binariesFor(location);
  const sockets = socketFolder(location);
  await forgetDead(location.cluster, sockets);
  const log = openLogFile(join(location.dataDir, "postgres.log"));
  const flags = Object.entries({ ...settingsFor(sockets), ...settings });
  const child = spawn(
    join(folder, "bin", "postgres"),
    ["-D", location.cluster, ...flags.flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    // in its own process group: Ctrl-C in the terminal reaches only the server, which stops PostgreSQL when it has
    // finished
    { ...location.account, cwd: "/", env: environmentOf(folder), detached: true, stdio: ["ignore", log.fd, log.fd] },
  );
  child.unref();
  closeSync(log.fd);
  const starting: Starting = { pid: child.pid, end: null };
  child.once("error", (error) => {
    starting.end = error;
  });
  child.once("exit", (code) => {
    // after a signal or an orderly stop, the log contains no more than clients were told
    starting.end = code ? reasonIn(readFrom(log), log.path) : "killed";
    if (starting.end === "remains of the last one") void endOrphans(location.cluster);
  });
  return starting;
}

function readFrom({ path, size }: { path: string; size: number }): string {
  try {
    return readFileSync(path).subarray(size).toString();
  } catch {
    // someone may have deleted the data folder by the time PostgreSQL has stopped
    return "";
  }
}

const MAX_LOG_BYTES = 10 * 1024 * 1024;

function openLogFile(path: string): { path: string; fd: number; size: number } {
  const fd = openSync(path, "a", 0o600);
  const { size } = fstatSync(fd);
  if (size < MAX_LOG_BYTES) return { path, fd, size };
  closeSync(fd);
  renameSync(path, `${path}.1`);
  return { path, fd: openSync(path, "a", 0o600), size: 0 };
}

function reasonIn(message: string, path: string): Starting["end"] {
  if (/lock file "postmaster.pid" already exists|lock file .* is empty/.test(message)) return "another was quicker";
  if (message.includes("pre-existing shared memory block")) return "remains of the last one";
  const why = [...message.matchAll(/(?:FATAL|PANIC|HINT):\s+(?!the database system is|terminating connection)(.*)/g)]
    .map(([, text]) => text)
    .join(" ");
  return why ? new Error(`PostgreSQL did not start: ${why}. Its log is ${path}.`) : "killed";
}
