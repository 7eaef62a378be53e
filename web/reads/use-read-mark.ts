import { useEffect } from "react";
import { afterPaint } from "../lib/after-paint.ts";
import { api } from "../lib/api.ts";
import { openUnasked } from "../lib/open-unasked.ts";
import { leftUnread } from "./read-marks.ts";
import { hasNewMentions, refreshCounts } from "./view-counts.ts";

/** Tells the server that the visible ticket was read, as soon as the user looks at it. */
export function useReadMark(id: string, version: number | null): void {
  useEffect(() => {
    leftUnread.delete(id);
    return () => void openUnasked.delete(id);
  }, [id]);
  useEffect(() => {
    const mark = () => {
      if (version === null || document.visibilityState !== "visible") return;
      if (leftUnread.has(id) || openUnasked.has(id)) return;
      // the next look makes up for a lost mark
      api
        .put("/tickets/{id}/read/", { version }, { path: { id } })
        .then(() => hasNewMentions() && refreshCounts())
        .catch(() => {});
    };
    const stop = afterPaint(mark);
    document.addEventListener("visibilitychange", mark);
    return () => {
      stop();
      document.removeEventListener("visibilitychange", mark);
    };
  }, [id, version]);
}
