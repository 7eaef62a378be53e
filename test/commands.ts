import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");

export interface CommandResult {
  code: number | null;
  out: string;
  err: string;
}

export interface Running {
  base: string;
  /** The output so far. */
  printed(): string;
  stop(signal?: NodeJS.Signals): Promise<CommandResult>;
}

function begin(args: string[], env: Record<string, string>) {
  const child = spawn(process.execPath, [join(root, "server/main.ts"), ...args], {
    cwd: root,
    env: {
      ...{ PATH: process.env.PATH, HOME: process.env.HOME, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE },
      ...{ PORT: "0", LOG_LEVEL: "warn", ...env },
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { out: "", err: "" };
  child.stdout.on("data", (chunk) => (output.out += chunk));
  child.stderr.on("data", (chunk) => (output.err += chunk));
  const exit = once(child, "close").then(([code]): CommandResult => ({ code, ...output }));
  return { child, said: output, ended: exit };
}

/** Runs a command to its end, as if someone typed it. */
export const command = (args: string[], env: Record<string, string>): Promise<CommandResult> => begin(args, env).ended;

const alive = new Set<ChildProcess>();

/** Starts a server in its own process, and waits until it answers. */
export async function startServer(env: Record<string, string>, args: string[] = []): Promise<Running> {
  const { child, said: output, ended } = begin(["serve", ...args], env);
  alive.add(child);
  void ended.then(() => alive.delete(child));
  const ready = new Promise<string>((resolve) => {
    child.stdout.on("data", () => {
      const base = /Open (\S+) in your browser[\s\S]*Ctrl-C/.exec(output.out)?.[1];
      if (base) resolve(base);
    });
  });
  const base = await Promise.race([
    ready,
    ended.then(({ err }): never => {
      throw new Error(`the server did not start: ${err}`);
    }),
  ]);
  return {
    base,
    printed: () => output.out + output.err,
    stop: (signal = "SIGTERM") => {
      child.kill(signal);
      return ended;
    },
  };
}

/** Stops servers that a failed test has left running. */
export function killServers(): void {
  for (const child of alive) child.kill("SIGKILL");
}
