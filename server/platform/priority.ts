import { getPriority, setPriority } from "node:os";

// Only Linux has a priority for each thread. Elsewhere it would be that of the whole process.
const hasPriorities = process.platform === "linux";
const THREAD = 10;
// less than a thread's, because a process of PostgreSQL may hold what a request waits for
const BACKEND = 5;

/** Lets requests go first: nobody waits for what this thread does. */
export function lowerThread(): void {
  if (hasPriorities && getPriority() < THREAD) setPriority(THREAD);
}

/** Does the same for a process of PostgreSQL on this machine. */
export function lowerBackend(pid: number): void {
  try {
    if (hasPriorities && getPriority(pid) < BACKEND) setPriority(pid, BACKEND);
  } catch {
    // it has ended, or belongs to another account
  }
}
