import { useEffect } from "react";
import { api } from "../lib/api.ts";

/** Tickets that somebody has marked unread and not opened again since. */
export const leftUnread = new Set<string>();

/** Marks what is on the screen as read, as soon as somebody looks at it. */
export function useReadMark(id: string, version: number | null): void {
  useEffect(() => {
    leftUnread.delete(id);
  }, [id]);
  useEffect(() => {
    const mark = () => {
      if (version === null || document.visibilityState !== "visible" || leftUnread.has(id)) return;
      // not knowing is no harm: the next look tells it again
      api.put("/tickets/{id}/read/", { version }, { path: { id } }).catch(() => {});
    };
    mark();
    document.addEventListener("visibilitychange", mark);
    return () => document.removeEventListener("visibilitychange", mark);
  }, [id, version]);
}
