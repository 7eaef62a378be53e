import { infiniteQueryOptions, keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { queryClient } from "../lib/query-client.ts";
import { store } from "../lib/store.ts";
import { cursorOf, type Pages } from "./pages.ts";
import { staying } from "./staying.ts";

/** The filters and the order of a list. */
export interface ListQuery {
  filters: Readonly<Record<string, string>>;
  ordering: string;
}

type Answer = AnswerOf<"GET", "/inbox/">;
type Read = Answer["results"][number];
export type FoundText = AnswerOf<"GET", "/search/hits/">["results"][number];
export type InboxRow = Read & {
  /** When it was read. */
  readAt?: number;
  /** The text that a search found, if the row does not show the words anyway, or that mentions the user. */
  found?: FoundText;
  /** It no longer matches the filters of the list. */
  hasLeft?: boolean;
};
export type InboxPages = Pages<InboxRow>;

const FIRST_PAGE = 50;
const LATER_PAGE = 150;

export async function fetchPage(
  { filters, ordering }: ListQuery,
  cursor: string,
  page_size: number,
  signal?: AbortSignal,
): Promise<Answer & { results: InboxRow[] }> {
  const query = { ...filters, ordering, cursor, page_size };
  const page = await api.get("/inbox/", { query, ...(signal && { signal }) });
  const readAt = Date.now();
  return { ...page, results: page.results.map((row) => ({ ...row, readAt })) };
}

/** The list, page by page. `useCatchingUp` merges changes into it, so it is never read again as a whole. */
export const rowsQuery = (list: ListQuery) =>
  infiniteQueryOptions({
    queryKey: ["inbox-list", list],
    queryFn: ({ pageParam, signal }) => fetchPage(list, pageParam, pageParam ? LATER_PAGE : FIRST_PAGE, signal),
    initialPageParam: "",
    getNextPageParam: ({ next }) => cursorOf(next),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });

/** The number of tickets that match. A request of its own, so that the list does not wait for it. */
const countQuery = ({ filters }: ListQuery) =>
  queryOptions({
    queryKey: ["inbox-count", filters],
    queryFn: ({ signal }) => api.get("/inbox/count/", { query: { ...filters }, signal }),
    placeholderData: keepPreviousData,
  });
export const useRowCount = (list: ListQuery) => useQuery(countQuery(list)).data;

/** Values that rows show instead of their own, from changes that the server has not confirmed yet. */
export const laidOver = store<ReadonlyMap<string, Partial<InboxRow>>>(new Map());

/** What a search has found in the messages of tickets, or which message mentions the user, by ticket. */
export const foundTexts = store<ReadonlyMap<string, FoundText>>(new Map());

interface Layer {
  /** The rows as they were when the change began. */
  rows: ReadonlyMap<string, InboxRow>;
  values(row: InboxRow): Partial<InboxRow>;
}
let layers: readonly Layer[] = [];

/**
 * Shows these values in rows until the returned function is called. Overlapping changes may end in any order; later ones win
 * over earlier ones.
 */
export function applyOptimisticRows(ids: readonly string[], values: (row: InboxRow) => Partial<InboxRow>): () => void {
  const idSet = new Set(ids);
  const layer: Layer = {
    rows: new Map([...loadedRows()].filter(({ id }) => idSet.has(id)).map((row) => [row.id, row])),
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
  const changes = new Map<string, Partial<InboxRow>>();
  if (layers.length > 0) {
    const rowsById = new Map([...loadedRows()].map((row) => [row.id, row]));
    for (const { rows, values } of layers)
      for (const [id, before] of rows) {
        const row = { ...(rowsById.get(id) ?? before), ...changes.get(id) };
        changes.set(id, { ...changes.get(id), ...values(row) });
      }
  }
  laidOver.set(changes);
}

/** Every loaded row of every list, and the one that stays after it has left. */
function* loadedRows(): Generator<InboxRow> {
  const stays = staying.get();
  if (stays) yield stays.row;
  for (const [, data] of queryClient.getQueriesData<InboxPages>({ queryKey: ["inbox-list"] }))
    for (const { results } of data?.pages ?? []) yield* results;
}

/** The latest loaded row of a ticket. */
export function knownRow(id: string): InboxRow | undefined {
  let best: InboxRow | undefined;
  for (const row of loadedRows()) if (row.id === id && row.version >= (best?.version ?? 0)) best = row;
  return best;
}
