import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

/** The choices of a box with search; loaded once it is open. */
export function useRelationOptions<Row>(
  key: string,
  company: string | null,
  fetchRows: (search: string, signal: AbortSignal) => Promise<Row[]>,
) {
  const [search, setSearch] = useState("");
  const [isOpen, setOpen] = useState(false);
  const {
    data = [],
    isFetching,
    isPending,
    isPlaceholderData,
  } = useQuery({
    queryKey: [key, "found", company, search],
    queryFn: ({ signal }) => fetchRows(search, signal),
    enabled: isOpen,
    placeholderData: (before) => before,
  });
  return {
    rows: data,
    search,
    isBusy: isFetching,
    isStale: isPending || isPlaceholderData,
    onSearch: setSearch,
    onOpen: () => setOpen(true),
  };
}
