import { notifyManager } from "@tanstack/react-query";
import { useRef, useSyncExternalStore } from "react";
import { queryClient } from "../lib/query-client.ts";
import { foundTexts } from "../rows/rows.ts";
import { likelyNext, ticketQuery, timelineQuery } from "../tickets/ticket-query.ts";

/** The page of a ticket. Its key stays the same from when it is drawn ahead until the ticket is left. */
interface Page {
  id: string;
  key: string;
}

function listen(listener: () => void): () => void {
  const ends = [
    likelyNext.listen(listener),
    foundTexts.listen(listener),
    queryClient.getQueryCache().subscribe(notifyManager.batchCalls(listener)),
  ];
  return () => {
    for (const end of ends) end();
  };
}

/**
 * The key of the page that can be drawn ahead; empty if its ticket is not read yet. When the ticket is read again, or the
 * message becomes known at which it opens, another page is drawn.
 */
function keyOfNext(): string {
  const id = likelyNext.get();
  const ticket = queryClient.getQueryState(ticketQuery(id).queryKey);
  const timeline = queryClient.getQueryState(timelineQuery(id).queryKey);
  if (!ticket?.data || !timeline?.data) return "";
  return [id, ticket.dataUpdatedAt, timeline.dataUpdatedAt, foundTexts.get().get(id)?.comment].join(" ");
}

/** The page of the open ticket, and the one that is drawn ahead. */
export function usePrepared(openId: string): readonly Page[] {
  const key = useSyncExternalStore(listen, keyOfNext);
  const next: Page = { id: key.split(" ")[0]!, key };
  const open = useRef<Page>({ id: openId, key: openId });
  if (open.current.id !== openId) open.current = next.id === openId ? next : { id: openId, key: openId };
  return key && next.id !== openId ? [open.current, next] : [open.current];
}
