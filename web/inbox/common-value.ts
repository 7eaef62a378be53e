import type { InboxRow } from "../rows/rows.ts";
import type { ChangeKind } from "./pending-change.ts";

type ChangeableFields = Pick<InboxRow, "status" | "priority" | "assigned_to" | "assigned_team">;

function knownValue(kind: ChangeKind, row: ChangeableFields | undefined, me: string): string | undefined {
  if (!row) return undefined;
  if (kind === "status" || kind === "priority") return row[kind];
  if (kind === "team") return row.assigned_team || "none";
  if (kind === "assignee") return row.assigned_to === me ? "me" : (row.assigned_to ?? "none");
  return undefined;
}

/** The choice that all these tickets have now; undefined if they differ or are not known. */
export function commonValue(
  kind: ChangeKind,
  rows: readonly (ChangeableFields | undefined)[],
  me: string,
): string | undefined {
  const [first, ...others] = rows.map((row) => knownValue(kind, row, me));
  return others.every((value) => value === first) ? first : undefined;
}
