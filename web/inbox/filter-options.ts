import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { colleaguesQuery } from "../tickets/people.ts";
import type { TicketRelation } from "../tickets/relation-names.ts";
import type { Choice } from "../ui/use-picking.ts";

interface NameOption {
  id: string;
  name: string;
  company_name?: string | null;
}
const MAX_MATCHES = 12;
const LISTS = { company: "/companies/", contact: "/contacts/", zone: "/zones/" } as const;
const KEYS = { company: "companies", contact: "contacts", zone: "zones" } as const;
const fieldsOf = (relation: TicketRelation) => (relation === "company" ? "id,name" : "id,name,company_name");

const foundQuery = (relation: TicketRelation, text: string) =>
  queryOptions({
    queryKey: [KEYS[relation], "found", text],
    queryFn: async ({ signal }) => {
      const ordering = text && relation !== "zone" ? "relevance" : "name";
      const query = { search: text, ordering, page_size: MAX_MATCHES, fields: fieldsOf(relation) };
      return (await api.get(LISTS[relation], { query, signal })).results as unknown as NameOption[];
    },
    placeholderData: keepPreviousData,
  });

/** Companies, contacts or zones that match the typed text. */
export function useFilterOptions(relation: TicketRelation, text: string) {
  const { data, isFetching, isPending, isPlaceholderData } = useQuery(foundQuery(relation, text));
  return {
    choices: (data ?? []).map(
      ({ id, name, company_name }): Choice => ({ value: id, label: name, ...(company_name && { hint: company_name }) }),
    ),
    isBusy: isFetching,
    isStale: isPending || isPlaceholderData,
  };
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
