import { readFileSync } from "node:fs";

/** Whether a process with this number is running, of any user. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  // A killed process keeps its number until its parent collects it, which the first process of a container may never
  // do.
  return !["Z", "X"].includes(statusOf(pid)?.[1] ?? "");
}

/**
 * When a process began, in the system's units; null if there is no such process, or the system (other than Linux) does not say.
 */
export const beganAt = (pid: number): string | null => (isAlive(pid) ? (statusOf(pid)?.[20] ?? null) : null);

function statusOf(pid: number): string[] | null {
  try {
    // the name before it, in parentheses, may contain anything
    return readFileSync(`/proc/${pid}/stat`, "latin1").replace(/^.*\)/s, "").split(" ");
  } catch {
    return null;
  }
}
