import { useEffect } from "react";

const APP = "Docket";

/** Names the window after what it shows; the name of the app is last, where tabs cut it off. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    if (!title) return;
    document.title = `${title} · ${APP}`;
    return () => {
      document.title = APP;
    };
  }, [title]);
}
