import { readFileSync } from "node:fs";

/** Whether a process with this number runs, whoever's it is. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  // one that was killed keeps its number until its parent asks for it, which the first process of a container may never do
  return !["Z", "X"].includes(statusOf(pid)?.[1] ?? "");
}

/** When a process began, as the system counts; null where none of this number runs, or the system (not a Linux) does not tell. */
export const beganAt = (pid: number): string | null => (isAlive(pid) ? (statusOf(pid)?.[20] ?? null) : null);

function statusOf(pid: number): string[] | null {
  try {
    // the name before it, in brackets, may hold anything
    return readFileSync(`/proc/${pid}/stat`, "latin1").replace(/^.*\)/s, "").split(" ");
  } catch {
    return null;
  }
}
