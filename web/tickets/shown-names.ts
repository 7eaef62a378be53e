import { useCallback } from "react";
import { useTexts } from "../lib/texts.ts";
import type { Colleague } from "./people.ts";
import type { Comment, TicketNow } from "./ticket-query.ts";

type NameField = "author_name" | "uploaded_by_name" | "created_by_name" | "assigned_to_name";

/** The name shown for a deleted account. */
type Former = (name: string) => string;
export function useFormer(): Former {
  const t = useTexts();
  return useCallback((name) => t("inbox.former", { name }), [t]);
}

interface Column<Row> {
  name: keyof Row & NameField;
  id: keyof Row;
  /** Says whether it was an agent; left out if it can be nobody else. */
  kind?: keyof Row;
}

/** Rows with usernames for agents without names, and marks for former agents. */
function fillNames<Row extends object>(
  rows: readonly Row[],
  { name, id, kind }: Column<Row>,
  people: readonly Colleague[],
  former: Former,
): readonly Row[] {
  const nameOf = (user: unknown) => people.find((each) => each.id === user)?.full_name ?? "";
  const hasLeft = (row: Row) => row[id] === null && row[name] && (!kind || row[kind] === "user");
  return rows.some((row) => row[name] === "" || hasLeft(row))
    ? rows.map((row) => {
        if (row[name] === "") return { ...row, [name]: nameOf(row[id]) };
        return hasLeft(row) ? { ...row, [name]: former(row[name] as string) } : row;
      })
    : rows;
}

/**
 * A ticket with usernames for agents without names: clients of the Django backend expect "" there, so the server sends that.
 */
export function withNames(ticket: TicketNow, people: readonly Colleague[], former: Former): TicketNow {
  const creator = { name: "created_by_name", id: "created_by", kind: "created_by_kind" } as const;
  const uploader = { name: "uploaded_by_name", id: "uploaded_by", kind: "uploaded_by_kind" } as const;
  const [byCreator] = fillNames([ticket], creator, people, former);
  const [now] = fillNames([byCreator!], { name: "assigned_to_name", id: "assigned_to" }, people, former);
  return { ...now!, attachments: [...fillNames(ticket.attachments, uploader, people, former)] };
}

export const namedComments = (
  comments: readonly Comment[],
  people: readonly Colleague[],
  former: Former,
): readonly Comment[] =>
  fillNames(comments, { name: "author_name", id: "author", kind: "author_kind" }, people, former);
