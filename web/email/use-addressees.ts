import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import { type Addressee, isShort, peopleToOffer } from "./addressees.ts";

const PAGE_SIZE = 8;
const TYPING_MS = 150;

interface AddresseeQuery {
  text: string;
  isOpen: boolean;
  /** Its contacts are offered before anything is typed. */
  company: string | null;
  /** Those offered before the company's contacts. */
  people: readonly Addressee[];
  /** Addresses that get the email already. */
  without: readonly string[];
}

/** Who is offered for the text: contacts that match it; without a text, people of the ticket and of its company. */
export function useAddressees({ text, isOpen, company, people, without }: AddresseeQuery) {
  const term = text.trim();
  const [search] = useDebouncedValue(term, TYPING_MS);
  const filter = isShort(search) ? { company } : { search, ordering: "relevance" };
  const isAsked = !isShort(search) || company !== null;
  const { data = [], isPlaceholderData } = useQuery({
    queryKey: ["contacts", "addresses", filter],
    queryFn: async ({ signal }) => {
      const query = { ...filter, page_size: PAGE_SIZE + without.length, fields: "name,email" };
      const { results } = await api.get("/contacts/", { query, signal });
      return results.map(({ name, email }) => ({ name: String(name), address: String(email) }));
    },
    enabled: isOpen && isAsked,
    placeholderData: keepPreviousData,
  });
  const isOfAnother = isShort(search) !== isShort(term) || (isShort(search) && isPlaceholderData);
  return {
    found: peopleToOffer({ text: term, people, contacts: isAsked && !isOfAnother ? data : [], without }),
    isStale: isOpen && (search !== term || (isAsked && isPlaceholderData)),
  };
}
