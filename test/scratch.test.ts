import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { canMount } from "./mounts.ts";
import { removeAbandoned } from "./scratch.ts";

// no process has this number
const DEAD = 2 ** 30;

test.runIf(canMount())("a file system that a killed run left mounted does not stop the next run", () => {
  const memory = mkdtempSync(join(tmpdir(), "docket-memory-"));
  const mounted = join(memory, `docket-scratch-${DEAD}-a`, "disk");
  const plain = join(memory, `docket-scratch-${DEAD}-b`);
  const own = join(memory, `docket-scratch-${process.pid}-c`);
  for (const folder of [mounted, plain, own]) mkdirSync(folder, { recursive: true });
  execFileSync("mount", ["-t", "tmpfs", "tmpfs", mounted]);
  try {
    removeAbandoned(memory);
    expect([mounted, plain, own].map((path) => existsSync(path))).toEqual([true, false, true]);
  } finally {
    execFileSync("umount", ["-l", mounted]);
    rmSync(memory, { recursive: true, force: true });
  }
});
