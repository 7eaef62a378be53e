import type { Page } from "playwright-core";
import { expect } from "vitest";

/**
 * Delays the loading of a script until it is released. `isAsked` resolves when the page requests it. To be called before the page
 * is opened: a page that is open already may still load a script past a new route.
 */
export async function holdScript(page: Page, name: string) {
  const { promise: isReleased, resolve: release } = Promise.withResolvers<void>();
  let requests = 0;
  await page.route(`**/assets/${name}-*.js`, async (route) => {
    requests += 1;
    await isReleased;
    await route.continue();
  });
  return { isAsked: () => expect.poll(() => requests).toBeGreaterThan(0), release };
}

/** Records which element has the focus when the open dialog is removed. The returned function returns its name. */
export async function noteFocusAfterDialog(page: Page): Promise<() => Promise<string | null>> {
  await page.evaluate(() => {
    const { promise, resolve } = Promise.withResolvers<string | null>();
    new MutationObserver((_, observer) => {
      if (document.querySelector('[role="dialog"]')) return;
      observer.disconnect();
      resolve(document.activeElement?.getAttribute("aria-label") ?? null);
    }).observe(document.body, { childList: true, subtree: true });
    Object.assign(globalThis, { focusAfterDialog: promise });
  });
  return () =>
    page.evaluate(() => (globalThis as { focusAfterDialog?: Promise<string | null> }).focusAfterDialog ?? null);
}

/**
 * Presses keys without a pause. A slow browser may need more than a second between two real presses, which would then
 * not count as a sequence.
 */
export const pressInTurn = (page: Page, ...keys: (string | { key: string; code: string })[]): Promise<void> =>
  page.evaluate((keys) => {
    for (const each of keys) {
      const init = typeof each === "string" ? { key: each } : each;
      const event = new KeyboardEvent("keydown", { ...init, bubbles: true, cancelable: true });
      (document.activeElement ?? document.body).dispatchEvent(event);
    }
  }, keys);
