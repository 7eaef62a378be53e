import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

// Reads the resources that processes use from /proc. Other systems have no /proc, so these figures are empty there.

const TICKS_PER_SECOND = ticksPerSecond();

function ticksPerSecond(): number {
  try {
    return Number(execFileSync("getconf", ["CLK_TCK"]).toString());
  } catch {
    return 100;
  }
}

interface Stat {
  parent: number;
  /** Processor seconds, including those of ended children. */
  seconds: number;
}

function statOf(pid: number | "self"): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text
      .slice(text.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
    return { parent: fields[1]!, seconds: (fields[11]! + fields[12]! + fields[13]! + fields[14]!) / TICKS_PER_SECOND };
  } catch {
    return null;
  }
}

/** A process and its descendants, except the family of the process `but`. */
function family(root: number, but: number | null): number[] {
  const below = new Map<number, number[]>();
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    const stat = Number.isInteger(pid) ? statOf(pid) : null;
    if (stat) below.set(stat.parent, [...(below.get(stat.parent) ?? []), pid]);
  }
  const samples: number[] = [];
  const pids = [root];
  for (let pid = pids.pop(); pid !== undefined; pid = pids.pop()) {
    if (pid === but) continue;
    samples.push(pid);
    pids.push(...(below.get(pid) ?? []));
  }
  return samples;
}

/** Processor seconds that a family has used; null if the PID is unknown. */
export function cpuSeconds(root: number | null, but: number | null = null): number | null {
  if (root === null) return null;
  return family(root, but).reduce((sum, pid) => sum + (statOf(pid)?.seconds ?? 0), 0);
}

/** The processor time of each thread of a family, in nanoseconds. */
export function threadTimes(root: number, but: number | null = null): Map<string, number> {
  const times = new Map<string, number>();
  for (const pid of family(root, but)) {
    try {
      for (const thread of readdirSync(`/proc/${pid}/task`)) {
        const [running] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ");
        times.set(thread, Number(running));
      }
    } catch {
      // the process has ended
    }
  }
  return times;
}

/** The processor seconds that threads have used in between. What a thread did right before its end is missing. */
export function secondsBetween(before: Map<string, number>, after: Map<string, number>): number {
  let nanoseconds = 0;
  for (const [thread, time] of after) nanoseconds += time - (before.get(thread) ?? 0);
  return nanoseconds / 1e9;
}

/** Processor seconds of this process and of the load generators that it has started. */
export const ownSeconds = (): number => statOf("self")?.seconds ?? 0;

/** Processor seconds of the whole machine. */
export function machineSeconds(): number {
  try {
    const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = readFileSync("/proc/stat", "utf8")
      .split("\n", 1)[0]!
      .split(/\s+/)
      .slice(1)
      .map(Number);
    return (user + nice + system + irq + softirq) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}

/** The peak memory of a family since `forgetPeak`, in MB. */
export function peakMb(root: number | null, but: number | null): number | null {
  if (root === null) return null;
  const kilobytes = family(root, but).map((pid) => {
    try {
      return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
    } catch {
      return 0;
    }
  });
  return kilobytes.reduce((sum, each) => sum + each, 0) / 1024;
}

export function forgetPeak(root: number | null, but: number | null): void {
  if (root === null) return;
  for (const pid of family(root, but)) {
    try {
      writeFileSync(`/proc/${pid}/clear_refs`, "5");
    } catch {
      // only the owner of a process may reset it; without a reset, the peak counts from the start of the process
    }
  }
}

/** Waits until a family is idle. It can still be answering requests after a load. */
export async function untilIdle(root: number | null, atMostSeconds = 180): Promise<void> {
  const until = Date.now() + atMostSeconds * 1000;
  const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  if (root === null) return pause(500);
  for (let before = cpuSeconds(root)!; Date.now() < until; ) {
    await pause(300);
    const now = cpuSeconds(root)!;
    if (now - before < 0.06) return;
    before = now;
  }
}
