import { infiniteQueryOptions, keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { queryClient } from "../lib/query-client.ts";
import { store } from "../lib/store.ts";
import { cursorOf, type Pages } from "./pages.ts";

/** What is asked of the server. */
export interface ListQuery {
  filters: Readonly<Record<string, string>>;
  ordering: string;
}

type Answer = AnswerOf<"GET", "/inbox/">;
export type InboxRow = Answer["results"][number];
export type InboxPages = Pages<InboxRow>;

const FIRST_PAGE = 50;
const LATER_PAGE = 150;

export const fetchPage = (
  { filters, ordering }: ListQuery,
  cursor: string,
  page_size: number,
  signal?: AbortSignal,
): Promise<Answer> =>
  api.get("/inbox/", { query: { ...filters, ordering, cursor, page_size }, ...(signal && { signal }) });

/** The list, page by page. `useCatchingUp` merges changes into it, so it is never read again as a whole. */
export const rowsQuery = (asked: ListQuery) =>
  infiniteQueryOptions({
    queryKey: ["inbox-list", asked],
    queryFn: ({ pageParam, signal }) => fetchPage(asked, pageParam, pageParam ? LATER_PAGE : FIRST_PAGE, signal),
    initialPageParam: "",
    getNextPageParam: ({ next }) => cursorOf(next),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** How many tickets the filters let through; asked for apart from the list, which does not wait for it. */
const countQuery = ({ filters }: ListQuery) =>
  queryOptions({
    queryKey: ["inbox-count", filters],
    queryFn: ({ signal }) => api.get("/inbox/count/", { query: { ...filters }, signal }),
    placeholderData: keepPreviousData,
  });
export const useRowCount = (asked: ListQuery) => useQuery(countQuery(asked)).data;

/** Changes of rows that are shown before the server has said yes. */
export const laidOver = store<ReadonlyMap<string, Partial<InboxRow>>>(new Map());

/** Lays values over rows until what is returned is called. */
export function applyOptimistic(ids: readonly string[], values: (row: InboxRow) => Partial<InboxRow>): () => void {
  const mine = new Map<string, Partial<InboxRow>>();
  for (const row of loadedRows()) if (ids.includes(row.id)) mine.set(row.id, values(row));
  const next = new Map(laidOver.get());
  for (const [id, each] of mine) next.set(id, { ...next.get(id), ...each });
  laidOver.set(next);
  return () => {
    const rest = new Map(laidOver.get());
    for (const [id, each] of mine) {
      const left = Object.entries(rest.get(id) ?? {}).filter(([name, value]) => each[name as keyof InboxRow] !== value);
      if (left.length > 0) rest.set(id, Object.fromEntries(left));
      else rest.delete(id);
    }
    laidOver.set(rest);
  };
}

/** Every row that is known, of whichever list. */
function* loadedRows(): Generator<InboxRow> {
  for (const [, data] of queryClient.getQueriesData<InboxPages>({ queryKey: ["inbox-list"] }))
    for (const { results } of data?.pages ?? []) yield* results;
}

/** A row that is known, as it was read last. */
export function knownRow(id: string): InboxRow | undefined {
  let best: InboxRow | undefined;
  for (const row of loadedRows()) if (row.id === id && row.version >= (best?.version ?? 0)) best = row;
  return best;
}
