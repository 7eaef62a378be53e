import { store } from "../lib/store.ts";

/** The IDs of the tickets in the list, in its order, for the previous and next ticket. */
export const neighbours = store<readonly string[]>([]);

/** The list with the open ticket in its position, even if it has left the list: next and previous start there. */
export function withOpen(
  before: readonly string[],
  now: readonly string[],
  open: string | undefined,
): readonly string[] {
  const oldIndex = open === undefined ? -1 : before.indexOf(open);
  if (open === undefined || oldIndex < 0 || now.includes(open)) return now;
  const ahead = before.slice(0, oldIndex).findLast((id) => now.includes(id));
  return now.toSpliced(ahead === undefined ? 0 : now.indexOf(ahead) + 1, 0, open);
}
