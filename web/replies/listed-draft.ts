import { useEffect } from "react";
import { queryClient } from "../lib/query-client.ts";
import { catchUp } from "../rows/catch-up.ts";
import type { ReplyDraft } from "./reply-draft.ts";

/** Shows in the list, after the ticket is closed, whether the server has a draft of it. */
export function useListedDraft(draft: ReplyDraft): void {
  useEffect(() => {
    let before: boolean | null = null;
    const isHeld = () => {
      const { state, version } = draft.now.get();
      return state === "loading" ? null : version > 0;
    };
    const stop = draft.now.listen(() => (before ??= isHeld()));
    return () => {
      stop();
      void draft.flush().then(() => {
        if (before === null || before === isHeld()) return;
        void catchUp([draft.ticket]).catch(() => {});
        void queryClient.invalidateQueries({ queryKey: ["view-counts"] });
      });
    };
  }, [draft]);
}
