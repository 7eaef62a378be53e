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

/** Values over rows, of changes that the server has not confirmed yet. */
export const laidOver = store<ReadonlyMap<string, Partial<InboxRow>>>(new Map());

interface Layer {
  /** The rows as they were when the change began. */
  rows: ReadonlyMap<string, InboxRow>;
  values(row: InboxRow): Partial<InboxRow>;
}
let layers: readonly Layer[] = [];

/**
 * Lays values over rows until the returned function is called. Of changes that overlap, each counts until it is confirmed or
 * refused, whichever comes first: later ones are laid over earlier ones.
 */
export function applyOptimistic(ids: readonly string[], values: (row: InboxRow) => Partial<InboxRow>): () => void {
  const asked = new Set(ids);
  const layer: Layer = {
    rows: new Map([...loadedRows()].filter(({ id }) => asked.has(id)).map((row) => [row.id, row])),
    values,
  };
  layers = [...layers, layer];
  showLayers();
  return () => {
    layers = layers.filter((each) => each !== layer);
    showLayers();
  };
}

function showLayers(): void {
  const shown = new Map<string, Partial<InboxRow>>();
  if (layers.length > 0) {
    const loaded = new Map([...loadedRows()].map((row) => [row.id, row]));
    for (const { rows, values } of layers)
      for (const [id, before] of rows) {
        const row = { ...(loaded.get(id) ?? before), ...shown.get(id) };
        shown.set(id, { ...shown.get(id), ...values(row) });
      }
  }
  laidOver.set(shown);
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
