import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { openUnasked } from "../lib/open-unasked.ts";
import { leftUnread, putMark } from "../rows/read-marks.ts";
import { ticketQuery } from "../tickets/ticket-query.ts";

/** Removes the unread mark of the open ticket at once; the ticket's page tells the server. */
export function useReading(id: string | undefined): void {
  const { data } = useQuery({ ...ticketQuery(id ?? ""), enabled: id !== undefined });
  const version = data?.version ?? 0;
  useEffect(() => {
    if (id) leftUnread.delete(id);
  }, [id]);
  useEffect(() => {
    const mark = () => {
      if (!id || version === 0 || document.visibilityState !== "visible") return;
      if (!leftUnread.has(id) && !openUnasked.has(id)) putMark(id, version);
    };
    mark();
    // tickets that change while the window is hidden count as read when it becomes visible
    document.addEventListener("visibilitychange", mark);
    return () => document.removeEventListener("visibilitychange", mark);
  }, [id, version]);
}
