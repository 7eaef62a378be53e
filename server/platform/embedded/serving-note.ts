import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beganAt } from "./processes.ts";

// The server of a data folder holds a lock in PostgreSQL, which is lost when PostgreSQL dies. Until it is back, this
// note says who serves.
interface Note {
  pid: number;
  /** When the process began, in the system's units: numbers of processes are reused, times are not. */
  began: string;
  /** Identifies the folder itself. A copy of it, with the same note inside, is another folder. */
  folder: number;
  address: string;
}

const pathOf = (dataDir: string) => join(dataDir, "serving.json");

function read(dataDir: string): Note | null {
  try {
    return JSON.parse(readFileSync(pathOf(dataDir), "utf8")) as Note;
  } catch {
    return null;
  }
}

/** Writes the note that this process serves the folder. */
export function noteServing(dataDir: string, address: string): void {
  const { pid } = process;
  const note: Note = { pid, began: beganAt(pid) ?? "", folder: statSync(dataDir).ino, address };
  const draft = `${pathOf(dataDir)}.${pid}`;
  try {
    writeFileSync(draft, JSON.stringify(note), { mode: 0o600 });
    renameSync(draft, pathOf(dataDir));
  } catch (error) {
    // a full disk must not prevent the start; the lock in PostgreSQL still tells who serves
    rmSync(draft, { force: true });
    if (!["ENOSPC", "EDQUOT"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

/** Another living process that serves the folder: `process 123, http://127.0.0.1:8000`. */
export function servingElsewhere(dataDir: string): string | null {
  const note = read(dataDir);
  if (!note || note.pid === process.pid || note.folder !== statSync(dataDir).ino) return null;
  return note.began !== "" && note.began === beganAt(note.pid) ? `process ${note.pid}, ${note.address}` : null;
}

/** Deletes this process's note. */
export function forgetServing(dataDir: string): void {
  if (read(dataDir)?.pid === process.pid) rmSync(pathOf(dataDir), { force: true });
}
