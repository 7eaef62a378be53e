import type { EventEmitter } from "node:events";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";

/** A browser window that one test after another can use. */
export interface BrowserWindow {
  page: Page;
  context: BrowserContext;
  /** Makes the window as good as new. Returns false if a test used something that cannot be removed from it. */
  empty(): Promise<boolean>;
}

/** What cannot be removed from a page or a context once a test has used it. */
const LASTING = [
  ...["addInitScript", "addLocatorHandler", "clock", "exposeBinding", "exposeFunction", "grantPermissions"],
  ...["newCDPSession", "routeFromHAR", "routeWebSocket", "setDefaultNavigationTimeout", "setDefaultTimeout"],
  ...["setExtraHTTPHeaders", "setGeolocation", "setHTTPCredentials", "setOffline", "tracing"],
];

/** Calls `note` when something that lasts is used. */
function watchLasting(target: object, note: () => void): void {
  for (const name of LASTING) {
    const own: unknown = Reflect.get(target, name);
    const get = () => {
      note();
      return typeof own === "function" ? own.bind(target) : own;
    };
    if (own !== undefined) Object.defineProperty(target, name, { get });
  }
}

/** The number of listeners for each event of a page and its context. */
const listenersOf = (page: Page): string =>
  [page, page.context()]
    // Playwright's types leave out these methods of Node
    .map((each) => each as unknown as EventEmitter)
    .flatMap((each) => each.eventNames().map((name) => `${String(name)} ${each.listenerCount(name)}`))
    .join();

/** Opens a window and prepares its page. */
export async function openWindow(
  browser: Browser,
  options: BrowserContextOptions,
  prepare: (page: Page) => Promise<void>,
): Promise<BrowserWindow> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await prepare(page);
  const devTools = await context.newCDPSession(page);
  const [listeners, size] = [listenersOf(page), page.viewportSize()!];
  let isChanged = false;
  for (const each of [page, context])
    watchLasting(each, () => {
      isChanged = true;
    });
  const forget = async () => {
    // a page of the app's origin that runs no script; another origin would get another process, without the compiled app
    await page.goto("/icon.svg");
    await page.evaluate(() => sessionStorage.clear());
    const { origin } = new URL(options.baseURL!);
    await devTools.send("Storage.clearDataForOrigin", { origin, storageTypes: "all" });
    await context.clearCookies();
    await devTools.send("Page.resetNavigationHistory");
  };
  const reset = async () => {
    await page.mouse.move(-1, -1);
    await page.emulateMedia({
      media: null,
      colorScheme: options.colorScheme ?? "light",
      reducedMotion: options.reducedMotion ?? null,
    });
    if (JSON.stringify(page.viewportSize()) !== JSON.stringify(size)) await page.setViewportSize(size);
  };
  return {
    page,
    context,
    async empty() {
      if (isChanged || context.pages().length > 1 || listenersOf(page) !== listeners) return false;
      await context.unrouteAll({ behavior: "ignoreErrors" });
      await page.unrouteAll({ behavior: "ignoreErrors" });
      await forget();
      await reset();
      return true;
    },
  };
}
