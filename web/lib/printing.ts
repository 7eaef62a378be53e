import { flushSync } from "react-dom";
import { store } from "./store.ts";

const SCHEME = "data-mantine-color-scheme";

/** Whether the page is being printed. */
export const printing = store(false);

/** Paper is white, so the dark theme prints as light. */
export function startPrinting(): void {
  const root = document.documentElement;
  let before: string | null = null;
  window.addEventListener("beforeprint", () => {
    before = root.getAttribute(SCHEME);
    root.setAttribute(SCHEME, "light");
    // the browser makes the sheet as soon as this returns
    flushSync(() => printing.set(true));
  });
  window.addEventListener("afterprint", () => {
    if (before) root.setAttribute(SCHEME, before);
    printing.set(false);
  });
}
