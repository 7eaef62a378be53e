import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, inject, onTestFinished } from "vitest";
import { startSending } from "../server/replies/sending.ts";
import { openSession } from "../server/users/sessions.ts";
import { openTokens } from "../server/users/tokens.ts";
import { openWorld, SECRET_KEY, type World } from "../test/world.ts";
import { closeOtherWindows, freeWindows, keepPort, openBrowser, previousPort } from "./kept-browser.ts";
import { openWindow } from "./windows.ts";

/** A person with their own browser window. */
export interface BrowserUser {
  page: Page;
  context: BrowserContext;
  /** Errors of the page, and requests to other hosts. Both must stay empty. */
  failures: string[];
  strangers: string[];
  /** Origins that the page may contact. */
  origins: string[];
}

type Prepare = (page: Page) => Promise<void>;

/** A complete Docket with its web app, and a browser. */
export interface BrowserDesk extends World {
  browser: Browser;
  /**
   * Opens a browser window that is signed in as one of the world's users. It shows no page yet. `prepare`, a named
   * function, adds what stays in the window: another test that names it gets the window as it is.
   */
  person(username: string, options?: BrowserContextOptions, prepare?: Prepare): Promise<BrowserUser>;
  /** Opens a browser window without a signed-in user. */
  visitor(options?: BrowserContextOptions, prepare?: Prepare): Promise<BrowserUser>;
}

// long enough to undo a reply on a slow machine; no journey waits until a reply is sent
const REPLY_DELAY_MS = 60_000;
export const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
export const DARK: BrowserContextOptions = { colorScheme: "dark" };
const USUAL: BrowserContextOptions = {
  viewport: { width: 1440, height: 900 },
  locale: "en-GB",
  timezoneId: "UTC",
  reducedMotion: "reduce",
  // fewer pixels to draw, but the same layout
  deviceScaleFactor: 0.5,
};

/** Whose test each page belongs to now. */
const owners = new WeakMap<Page, BrowserUser>();

/** Notes errors of the page, and requests to other hosts, for the person to whom it belongs. */
async function watch(page: Page): Promise<void> {
  page.setDefaultTimeout(process.env.SLOW_BROWSER ? 120_000 : 30_000);
  await slowDown(page);
  page.on("pageerror", (error) => owners.get(page)!.failures.push(error.message));
  page.on("request", (request) => {
    const url = new URL(request.url());
    const { origins, strangers } = owners.get(page)!;
    if (/^https?:$/.test(url.protocol) && !origins.includes(url.origin)) strangers.push(request.url());
  });
}

/** Slows the page down by the factor SLOW_BROWSER. This reveals races that otherwise occur only on busy machines. */
async function slowDown(page: Page): Promise<void> {
  if (!process.env.SLOW_BROWSER) return;
  const devTools = await page.context().newCDPSession(page);
  await devTools.send("Emulation.setCPUThrottlingRate", { rate: Number(process.env.SLOW_BROWSER) });
}

let names = 0;
/** A name that no earlier attempt of the same test has used. */
export const fresh = (name: string): string => `${name}${++names}`;

/** Opens the page that a user sees after signing in. */
export async function goHome(page: Page): Promise<void> {
  await page.goto("/");
  await page.getByRole("navigation", { name: "Main navigation" }).waitFor({ state: "attached" });
}

/** Goes to another page as a link of the app does, without reloading the app. */
export const goWithin = (page: Page, path: string): Promise<void> =>
  page.evaluate((to) => history.pushState({}, "", to), path);

/** Opens a page and waits until it follows live events. */
export async function goLive(page: Page, path: string): Promise<void> {
  const streamResponse = page.waitForResponse((response) => response.url().endsWith("/api/v1/events/"));
  await page.goto(path);
  await streamResponse;
}

/**
 * Opens a desk for the journeys of a file. A retried journey gets a new desk, without the data of its first attempt.
 */
export function openForJourneys(open: () => Promise<unknown>, close: () => Promise<unknown>): void {
  beforeAll(open);
  beforeEach(async ({ task }) => {
    if (!task.result?.retryCount) return;
    try {
      await close();
    } finally {
      await open();
    }
  });
  afterAll(close);
}

/** `keepsWindows`: whether a test may get a window that another test has used, which has the app in its cache. */
export async function openDesk(env: Record<string, string> = {}, keepsWindows = true): Promise<BrowserDesk> {
  const listenAt = await previousPort();
  const world = await openWorld(env, { webApp: inject("webApp"), replyDelayMs: REPLY_DELAY_MS, listenAt });
  keepPort(Number(new URL(world.base).port));
  const stopSending = startSending(world.app.docket);
  const browser = await openBrowser();
  const people: BrowserUser[] = [];
  const origins = [world.base, ...(env.PUBLIC_URL ? [env.PUBLIC_URL] : [])];
  const isSecure = env.PUBLIC_URL?.startsWith("https:") ?? false;
  const cookie = {
    name: isSecure ? "__Secure-docket_session" : "docket_session",
    secure: isSecure,
    httpOnly: true,
    sameSite: "Strict" as const,
  };
  const visitor = async (options: BrowserContextOptions = {}, prepare?: Prepare): Promise<BrowserUser> => {
    const all = { ...USUAL, baseURL: world.base, ...options };
    // only the tests of this file know its functions
    const free = freeWindows(JSON.stringify([all, prepare && [expect.getState().testPath, prepare.name]]));
    const open = async () =>
      openWindow(browser, all, async (page) => {
        await watch(page);
        await prepare?.(page);
      });
    const window = free.pop() ?? (await open());
    const person: BrowserUser = { page: window.page, context: window.context, failures: [], strangers: [], origins };
    people.push(person);
    owners.set(window.page, person);
    // otherwise the pages of earlier tests would receive the events of this one
    onTestFinished(async ({ task }) => {
      if (keepsWindows && task.result?.state === "pass" && (await window.empty())) free.push(window);
      else await window.context.close();
    });
    return person;
  };
  return {
    ...world,
    browser,
    visitor,
    async person(username, options = {}, prepare) {
      const person = await visitor(options, prepare);
      const { rows } = await world.database.pool.query("select id from users where username = $1", [username]);
      // skips checking a password, which costs as much as ten requests
      const client = { ip: "127.0.0.1", userAgent: options.userAgent ?? "Mozilla/5.0 (X11; Linux) Chrome/140.0" };
      const { refresh } = await openSession(world.database.db, openTokens(SECRET_KEY), rows[0].id, client);
      await person.context.addCookies([{ ...cookie, value: refresh, domain: "127.0.0.1", path: "/api/v1/session/" }]);
      return person;
    },
    async close() {
      const wrong = people.flatMap(({ failures, strangers }) => [...failures, ...strangers]);
      await closeOtherWindows();
      await stopSending();
      await world.close();
      expect(wrong, "errors in pages, and requests to other hosts").toEqual([]);
    },
  };
}
