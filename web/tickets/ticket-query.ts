import { queryOptions } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { queryClient } from "../lib/query-client.ts";
import { store } from "../lib/store.ts";
import { changedBefore, type KnownTimeline, withAgain, withEarlier, withNewest } from "./timeline-pages.ts";

type Ticket = AnswerOf<"GET", "/tickets/{id}/">;
/** A ticket as it was at a version. Its comments stand in its timeline, which comes in pages. */
export type TicketNow = Omit<Ticket, "comments"> & { version: number };
export type Comment = Ticket["comments"][number];
export type Attachment = Ticket["attachments"][number];
export type TimelineEvent = AnswerOf<"GET", "/tickets/{id}/timeline/">["results"][number];

type TicketRequest = (onHeaders: (headers: Headers) => void) => Promise<Ticket>;

/** Sends a request that returns a ticket, and adds the version in its ETag. */
export async function withVersion(ask: TicketRequest): Promise<TicketNow> {
  let version = 0;
  const { comments: _, ...ticket } = await ask((headers) => {
    version = Number(/"(\d+)"/.exec(headers.get("etag") ?? "")?.[1] ?? 0);
  });
  return { ...ticket, version };
}

/** A ticket while its changes are not saved yet: its values before them, the last confirmed ones, and those shown over them. */
interface Optimistic {
  before: TicketNow;
  confirmed: TicketNow;
  unsaved: readonly Partial<TicketNow>[];
}
const optimistic = new Map<string, Optimistic>();

/** Shows values over a ticket until the returned function is called. */
export function applyOptimisticTicket(id: string, ticket: TicketNow, values: Partial<TicketNow>): () => void {
  const { unsaved, ...rest } = optimistic.get(id) ?? { before: ticket, confirmed: ticket, unsaved: [] };
  optimistic.set(id, { ...rest, unsaved: [...unsaved, values] });
  show(id, rest.confirmed);
  return () => {
    const now = optimistic.get(id)!;
    const rest = now.unsaved.filter((each) => each !== values);
    if (rest.length > 0) optimistic.set(id, { ...now, unsaved: rest });
    else optimistic.delete(id);
    show(id, now.confirmed);
  };
}

/** What unsaved changes hide: the values before the first of them, and the last confirmed ones. */
export const optimisticOf = (id: string): Omit<Optimistic, "unsaved"> | undefined => optimistic.get(id);

const show = (id: string, read: TicketNow) => queryClient.setQueryData<TicketNow>(["ticket", id], newest(id, read));

/** The newest known state of a ticket: an older response that arrives late does not replace a newer one. */
export function newest(id: string, read: TicketNow): TicketNow {
  const now = optimistic.get(id);
  if (!now) {
    const cachedTicket = queryClient.getQueryData<TicketNow>(["ticket", id]);
    return cachedTicket && cachedTicket.version > read.version ? cachedTicket : read;
  }
  const confirmedTicket = now.confirmed.version > read.version ? now.confirmed : read;
  optimistic.set(id, { ...now, confirmed: confirmedTicket });
  return Object.assign({}, confirmedTicket, ...now.unsaved);
}

export const readTicket = (id: string, signal?: AbortSignal): Promise<TicketNow> =>
  withVersion((onHeaders) =>
    api.get("/tickets/{id}/", { path: { id }, query: { omit: "comments" }, signal, onHeaders }),
  );

export const ticketQuery = (id: string) =>
  queryOptions({
    queryKey: ["ticket", id],
    queryFn: async ({ signal }) => newest(id, await readTicket(id, signal)),
  });

const PAGE = 60;
const EARLIER_PAGE = 200;

const readPage = (id: string, query: { page_size: number; before?: number }, signal?: AbortSignal) =>
  api.get("/tickets/{id}/timeline/", { path: { id }, query, signal });

async function readNewest(id: string, signal: AbortSignal): Promise<KnownTimeline> {
  const newest = await readPage(id, { page_size: PAGE }, signal);
  const cachedTimeline = () => queryClient.getQueryData<KnownTimeline>(["timeline", id]);
  const again = await Promise.all(
    changedBefore(cachedTimeline(), newest).map((event) =>
      readPage(id, { page_size: 1, before: event.id + 1 }, signal),
    ),
  );
  return withAgain(
    withNewest(cachedTimeline(), newest),
    again.flatMap(({ results }) => results),
  );
}

/** The timeline of a ticket: the newest page, and the earlier pages that were loaded. */
export const timelineQuery = (id: string) =>
  queryOptions({ queryKey: ["timeline", id], queryFn: ({ signal }) => readNewest(id, signal) });

const readingEarlier = new Map<string, Promise<void>>();

/** Loads the page before the known ones; concurrent calls share one request. */
export function readEarlier(id: string): Promise<void> {
  const read = async () => {
    const { queryKey } = timelineQuery(id);
    const first = queryClient.getQueryData(queryKey)?.results[0];
    if (!first) return;
    const page = await readPage(id, { page_size: EARLIER_PAGE, before: first.id });
    queryClient.setQueryData(queryKey, (now) => (now?.results[0]?.id === first.id ? withEarlier(now, page) : now));
  };
  const reading = readingEarlier.get(id) ?? read().finally(() => readingEarlier.delete(id));
  readingEarlier.set(id, reading);
  return reading;
}

/** Reads all that happened, from the beginning. */
export async function readWhole(id: string): Promise<void> {
  while ((queryClient.getQueryData(timelineQuery(id).queryKey)?.earlier ?? 0) > 0) await readEarlier(id);
}

/** The ticket that is likely to be opened next. */
export const likelyNext = store("");

/** Reads a ticket before it is opened, so that it opens at once. */
export function prefetchTicket(id: string): void {
  likelyNext.set(id);
  void queryClient.prefetchQuery(ticketQuery(id));
  void queryClient.prefetchQuery(timelineQuery(id));
}
