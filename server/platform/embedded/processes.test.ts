import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { beganAt, isAlive } from "./processes.ts";

test.runIf(process.platform === "linux")(
  "an ended process is not alive, even if its parent has not collected it",
  async () => {
    // the shell becomes a sleep, which knows nothing of the child that the shell had
    const parent = spawn("sh", ["-c", "true & echo $!; exec sleep 60"]);
    const [line] = await once(parent.stdout, "data");
    expect(isAlive(parent.pid!)).toBe(true);
    await expect.poll(() => isAlive(Number(line))).toBe(false);
    expect([beganAt(Number(line)), beganAt(parent.pid!)]).toEqual([null, expect.stringMatching(/^\d+$/)]);
    parent.kill("SIGKILL");
  },
);
