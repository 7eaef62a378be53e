import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

/** The search part of the address: the tab, the chosen mailbox, and the filters of emails. */
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
