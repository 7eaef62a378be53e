const SCHEME = "data-mantine-color-scheme";

/** Paper is white: what is dark on the screen is printed as if it were light. */
export function startPrinting(): void {
  const root = document.documentElement;
  let before: string | null = null;
  window.addEventListener("beforeprint", () => {
    before = root.getAttribute(SCHEME);
    root.setAttribute(SCHEME, "light");
  });
  window.addEventListener("afterprint", () => {
    if (before) root.setAttribute(SCHEME, before);
  });
}
