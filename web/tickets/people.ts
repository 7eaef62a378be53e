import { queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import type { User } from "../lib/session.ts";
import type { TicketNow } from "./ticket-query.ts";

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

/**
 * A ticket with names for colleagues who have none of their own: as clients of the original know it, the ticket says "" of
 * them; here they go by their user names.
 */
export function named(ticket: TicketNow, people: readonly Colleague[]): TicketNow {
  const nameOf = (id: string | null) => people.find((each) => each.id === id)?.full_name ?? "";
  const fill = <Row extends object>(rows: Row[], name: keyof Row, id: keyof Row): Row[] =>
    rows.some((row) => row[name] === "")
      ? rows.map((row) => (row[name] === "" ? { ...row, [name]: nameOf(row[id] as string | null) } : row))
      : rows;
  return {
    ...ticket,
    created_by_name: ticket.created_by_name === "" ? nameOf(ticket.created_by) : ticket.created_by_name,
    assigned_to_name: ticket.assigned_to_name === "" ? nameOf(ticket.assigned_to) : ticket.assigned_to_name,
    comments: fill(ticket.comments, "author_name", "author"),
    attachments: fill(ticket.attachments, "uploaded_by_name", "uploaded_by"),
  };
}

const NOBODY: readonly Colleague[] = [];
export const useColleagues = (): readonly Colleague[] => useQuery(colleaguesQuery).data ?? NOBODY;
