import { useNavigate, useSearch } from "@tanstack/react-router";

/** What stands in the address: which tab, which mailbox is chosen, which emails are listed. */
interface EmailSearch {
  tab?: string;
  mailbox?: string;
  state?: string;
}

export function useEmailSearch() {
  const search = useSearch({ strict: false }) as EmailSearch;
  const navigate = useNavigate();
  const change = (changes: EmailSearch) =>
    void navigate({
      to: "/settings/$part",
      params: { part: "email" },
      search: { ...search, ...changes } as never,
      replace: true,
    });
  return { search, change };
}
