import { queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import type { User } from "../lib/session.ts";
import type { Comment, TicketNow } from "./ticket-query.ts";

export type Colleague = Pick<User, "id" | "full_name" | "role" | "is_active">;

/** Everybody who is or was on the desk; names for ids, and whom a ticket may be given to. */
export const colleaguesQuery = queryOptions({
  queryKey: ["users", "colleagues"],
  queryFn: async ({ signal }) => {
    const query = { fields: "id,full_name,role,is_active", ordering: "first_name", page_size: 1000 };
    return (await api.get("/users/", { query, signal })).results as Colleague[];
  },
  staleTime: 10 * 60_000,
});

type Named = "author_name" | "uploaded_by_name" | "created_by_name" | "assigned_to_name";

/** Rows with names for colleagues who have none of their own. */
function filled<Row extends object>(
  rows: readonly Row[],
  name: keyof Row & Named,
  id: keyof Row,
  people: readonly Colleague[],
): readonly Row[] {
  const nameOf = (user: unknown) => people.find((each) => each.id === user)?.full_name ?? "";
  return rows.some((row) => row[name] === "")
    ? rows.map((row) => (row[name] === "" ? { ...row, [name]: nameOf(row[id]) } : row))
    : rows;
}

/**
 * A ticket with names for colleagues who have none of their own: as clients of the original know it, the ticket says "" of
 * them; here they go by their user names.
 */
export function named(ticket: TicketNow, people: readonly Colleague[]): TicketNow {
  const [byCreator] = filled([ticket], "created_by_name", "created_by", people);
  const [now] = filled([byCreator!], "assigned_to_name", "assigned_to", people);
  return { ...now!, attachments: [...filled(ticket.attachments, "uploaded_by_name", "uploaded_by", people)] };
}

export const namedComments = (comments: readonly Comment[], people: readonly Colleague[]): readonly Comment[] =>
  filled(comments, "author_name", "author", people);

const NOBODY: readonly Colleague[] = [];
export const useColleagues = (): readonly Colleague[] => useQuery(colleaguesQuery).data ?? NOBODY;
