import { queryOptions } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { queryClient } from "../lib/query-client.ts";

type Ticket = AnswerOf<"GET", "/tickets/{id}/">;
/** A ticket as it was at a version. */
export type TicketNow = Ticket & { version: number };
export type Comment = Ticket["comments"][number];
export type Attachment = Ticket["attachments"][number];
export type TimelineEvent = AnswerOf<"GET", "/tickets/{id}/timeline/">["results"][number];

type Ask = (onHeaders: (headers: Headers) => void) => Promise<Ticket>;

/** Asks something that answers with a ticket, and puts the version that its ETag tells to it. */
export async function withVersion(ask: Ask): Promise<TicketNow> {
  let version = 0;
  const ticket = await ask((headers) => {
    version = Number(/"(\d+)"/.exec(headers.get("etag") ?? "")?.[1] ?? 0);
  });
  return { ...ticket, version };
}

// what is shown already and not yet known to be saved: reading the ticket again meanwhile does not take it away
const unsaved = new Map<string, Partial<TicketNow>[]>();

/** Lays values over a ticket until what is returned is called. */
export function layOver(id: string, values: Partial<TicketNow>): () => void {
  unsaved.set(id, [...(unsaved.get(id) ?? []), values]);
  return () => {
    const rest = (unsaved.get(id) ?? []).filter((each) => each !== values);
    if (rest.length > 0) unsaved.set(id, rest);
    else unsaved.delete(id);
  };
}

/** What is known of a ticket now: an older answer that comes late does not replace a newer one. */
export function newest(id: string, read: TicketNow): TicketNow {
  const known = queryClient.getQueryData<TicketNow>(["ticket", id]);
  const latest = known && known.version > read.version ? known : read;
  return Object.assign({}, latest, ...(unsaved.get(id) ?? []));
}

export const readTicket = (id: string, signal?: AbortSignal): Promise<TicketNow> =>
  withVersion((onHeaders) => api.get("/tickets/{id}/", { path: { id }, signal, onHeaders }));

export const ticketQuery = (id: string) =>
  queryOptions({
    queryKey: ["ticket", id],
    queryFn: async ({ signal }) => newest(id, await readTicket(id, signal)),
  });

export const timelineQuery = (id: string) =>
  queryOptions({
    queryKey: ["timeline", id],
    queryFn: ({ signal }) => api.get("/tickets/{id}/timeline/", { path: { id }, signal }),
  });

/** Reads a ticket before it is opened, so that it opens at once. */
export function prefetchTicket(id: string): void {
  void queryClient.prefetchQuery(ticketQuery(id));
  void queryClient.prefetchQuery(timelineQuery(id));
}
