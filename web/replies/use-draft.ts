import { useEffect, useState } from "react";
import { Refusal } from "../lib/api.ts";
import type { Draft } from "./draft.ts";

const AGAIN_MS = 4_000;

/** Keeps a draft up to date while it is shown, and saves it when it is hidden. */
export function useDraft<C extends object>(draft: Draft<C>) {
  const [isFresh, setFresh] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isGone = false;
    const look = () => {
      clearTimeout(timer);
      draft
        .refresh()
        .then(() => setProblem(null), fail)
        .finally(() => setFresh(true));
    };
    const fail = (error: unknown) => {
      setProblem(error);
      const isInVain = error instanceof Refusal && error.status === 404;
      if (!isGone && !isInVain) timer = setTimeout(look, AGAIN_MS);
    };
    const leave = () => void draft.flush(true);
    // the draft may have been continued on another device
    const show = () => (document.visibilityState === "hidden" ? leave() : look());
    look();
    window.addEventListener("pagehide", leave);
    document.addEventListener("visibilitychange", show);
    return () => {
      isGone = true;
      clearTimeout(timer);
      window.removeEventListener("pagehide", leave);
      document.removeEventListener("visibilitychange", show);
      void draft.flush();
    };
  }, [draft]);
  return { isFresh, problem };
}
