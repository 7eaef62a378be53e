import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, Refusal } from "../lib/api.ts";

/** The records that tickets belong to; the server searches them, because there may be thousands. */
const RELATIONS = ["company", "contact", "zone"] as const;
export type TicketRelation = (typeof RELATIONS)[number];
export const isRelation = (field: string): field is TicketRelation => (RELATIONS as readonly string[]).includes(field);

const ONES = { company: "/companies/{id}/", contact: "/contacts/{id}/", zone: "/zones/{id}/" } as const;

async function nameOf(relation: TicketRelation, id: string, signal: AbortSignal): Promise<string> {
  try {
    const query = { fields: "id,name" };
    return ((await api.get(ONES[relation], { path: { id }, query, signal })) as unknown as { name: string }).name;
  } catch (error) {
    // a deleted one has no name
    if (error instanceof Refusal) return "?";
    throw error;
  }
}

/** The names of companies, contacts or zones. */
export function useNamesOf(relation: TicketRelation, ids: readonly string[]): string[] {
  const { data } = useQuery({
    queryKey: [relation, "names", ids],
    queryFn: async ({ signal }) =>
      new Map(await Promise.all(ids.map(async (id) => [id, await nameOf(relation, id, signal)] as const))),
    enabled: ids.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 10 * 60_000,
  });
  return ids.map((id) => data?.get(id) ?? "…");
}
