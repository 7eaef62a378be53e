import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { leftUnread, putMark } from "../rows/read-marks.ts";
import { ticketQuery } from "../tickets/ticket-query.ts";

/** The mark of the ticket that is open goes at once; the page of the ticket tells the server what is looked at. */
export function useReading(id: string | undefined): void {
  const { data } = useQuery({ ...ticketQuery(id ?? ""), enabled: id !== undefined });
  const version = data?.version ?? 0;
  useEffect(() => {
    if (id) leftUnread.delete(id);
  }, [id]);
  useEffect(() => {
    const mark = () => {
      if (id && version > 0 && document.visibilityState === "visible" && !leftUnread.has(id)) putMark(id, version);
    };
    mark();
    // what arrived while the window was hidden counts as read once it is visible
    document.addEventListener("visibilitychange", mark);
    return () => document.removeEventListener("visibilitychange", mark);
  }, [id, version]);
}
