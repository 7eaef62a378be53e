import { useEffect } from "react";
import { openUnasked } from "../lib/open-unasked.ts";
import { leftUnread, putMark } from "./read-marks.ts";

/** Removes the unread mark of the open ticket in the list at once; `useReadMark` tells the server. */
export function useReading(id: string | undefined, version: number): void {
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
