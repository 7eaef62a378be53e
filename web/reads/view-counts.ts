import { queryOptions } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import { queryClient } from "../lib/query-client.ts";

/** How many tickets each view holds, by its key. */
export const viewCountsQuery = queryOptions({
  queryKey: ["view-counts"],
  queryFn: async ({ signal }) => (await api.get("/views/counts/", { signal })).counts,
});

/** Reads again how many tickets each view holds. */
export const refreshCounts = (): void => {
  void queryClient.invalidateQueries({ queryKey: viewCountsQuery.queryKey });
};

/** Whether someone has mentioned the user in a message that the user has not read. */
export const hasNewMentions = (): boolean =>
  (queryClient.getQueryData(viewCountsQuery.queryKey)?.mentions?.count ?? 0) > 0;
