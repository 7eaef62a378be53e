import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

/** What stands in the address: which tab, which mailbox is chosen, which emails are listed. */
interface EmailSearch {
  tab?: string;
  mailbox?: string;
  state?: string;
}

export function useEmailSearch() {
  const search = useSearch({ strict: false }) as EmailSearch;
  const navigate = useNavigate();
  const replace = useCallback(
    (next: EmailSearch) =>
      void navigate({ to: "/settings/$part", params: { part: "email" }, search: next as never, replace: true }),
    [navigate],
  );
  const change = (changes: EmailSearch) => replace({ ...search, ...changes });
  return { search, change, replace };
}
