import { queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import type { User } from "../lib/session.ts";

export type Colleague = Pick<User, "id" | "full_name" | "role" | "is_active" | "absence" | "leads">;

/** All present and former users: their names by ID, and who can be assigned. */
export const colleaguesQuery = queryOptions({
  queryKey: ["users", "colleagues"],
  queryFn: async ({ signal }) => {
    const query = { fields: "id,full_name,role,is_active,absence,leads", ordering: "first_name", page_size: 1000 };
    return (await api.get("/users/", { query, signal })).results as Colleague[];
  },
  staleTime: 10 * 60_000,
});

const NOBODY: readonly Colleague[] = [];
export const useColleagues = (): readonly Colleague[] => useQuery(colleaguesQuery).data ?? NOBODY;
