import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { api, Refusal } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { colleaguesQuery } from "../tickets/people.ts";
import type { Choice } from "../ui/use-picking.ts";
import type { FilterField } from "./filter-fields.ts";

/** The records that tickets belong to; the server searches them, because there may be thousands. */
const RELATIONS = ["company", "contact", "zone"] as const;
export type Relation = (typeof RELATIONS)[number];
export const isRelation = (field: FilterField): field is Relation => (RELATIONS as readonly string[]).includes(field);

interface Named {
  id: string;
  name: string;
  company_name?: string | null;
}
const FOUND = 12;
const LISTS = { company: "/companies/", contact: "/contacts/", zone: "/zones/" } as const;
const ONES = { company: "/companies/{id}/", contact: "/contacts/{id}/", zone: "/zones/{id}/" } as const;
const KEYS = { company: "companies", contact: "contacts", zone: "zones" } as const;
const fieldsOf = (relation: Relation) => (relation === "company" ? "id,name" : "id,name,company_name");

const foundQuery = (relation: Relation, text: string) =>
  queryOptions({
    queryKey: [KEYS[relation], "found", text],
    queryFn: async ({ signal }) => {
      const ordering = text && relation !== "zone" ? "relevance" : "name";
      const query = { search: text, ordering, page_size: FOUND, fields: fieldsOf(relation) };
      return (await api.get(LISTS[relation], { query, signal })).results as unknown as Named[];
    },
    placeholderData: keepPreviousData,
  });

/** Companies, contacts or zones that match the typed text. */
export function useFilterOptions(relation: Relation, text: string) {
  const { data, isFetching, isPending, isPlaceholderData } = useQuery(foundQuery(relation, text));
  return {
    choices: (data ?? []).map(
      ({ id, name, company_name }): Choice => ({ value: id, label: name, ...(company_name && { hint: company_name }) }),
    ),
    isBusy: isFetching,
    isStale: isPending || isPlaceholderData,
  };
}

async function nameOf(relation: Relation, id: string, signal: AbortSignal): Promise<string> {
  try {
    const query = { fields: "id,name" };
    return ((await api.get(ONES[relation], { path: { id }, query, signal })) as unknown as Named).name;
  } catch (error) {
    // a deleted one has no name
    if (error instanceof Refusal) return "?";
    throw error;
  }
}

/** The names of companies, contacts or zones. */
export function useNamesOf(relation: Relation, ids: readonly string[]): string[] {
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

export function usePersonName(): (id: string) => string {
  const t = useTexts();
  const { data } = useQuery(colleaguesQuery);
  return (id) => {
    if (id === "me") return t("inbox.me");
    if (id === "none") return t("inbox.nobody");
    return data?.find((each) => each.id === id)?.full_name ?? (data ? "?" : "…");
  };
}
