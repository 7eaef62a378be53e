import { useEffect } from "react";

const APP = "Docket";

/** Sets the title of the window; the name of the app comes last, where tabs cut it off. */
export function useTitle(title: string | undefined): void {
  useEffect(() => {
    if (!title) return;
    document.title = `${title} · ${APP}`;
    return () => {
      document.title = APP;
    };
  }, [title]);
}
