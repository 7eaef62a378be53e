import { createServer } from "node:net";
import { type Browser, chromium } from "playwright-core";
import { inject } from "vitest";
import { FLAGS } from "./flags.ts";
import type { BrowserWindow } from "./windows.ts";

/*
 * What one test file leaves for the next one of the same worker: a running browser, windows without a trace of the tests
 * that used them, and the port of the server, because a window has the app in its cache only for that address. The app
 * loads in such a window in half of the time. The browser ends with its worker.
 */

// A page that is open for seconds does not benefit from optimized code. Without a process of its own for the network, the
// browser takes 5 % less processor time.
const BRIEF = ["--js-flags=--no-opt --no-maglev", "--enable-features=NetworkServiceInProcess2"];

let browser: Browser | undefined;
let windows = new Map<string, BrowserWindow[]>();
let port = 0;

/** The worker's browser. Starts it if it does not run. */
export async function openBrowser(): Promise<Browser> {
  if (browser?.isConnected()) return browser;
  windows = new Map();
  browser = await chromium.launch({ executablePath: inject("chromium"), args: [...FLAGS, ...BRIEF], headless: true });
  return browser;
}

/** The windows with these options that tests have left. */
export function freeWindows(key: string): BrowserWindow[] {
  const free = windows.get(key) ?? [];
  windows.set(key, free);
  return free;
}

/** Closes all windows except those that tests have left for others. */
export async function closeOtherWindows(): Promise<void> {
  const free = new Set([...windows.values()].flat().map(({ context }) => context));
  for (const context of browser?.contexts() ?? []) if (!free.has(context)) await context.close();
}

/** The port of the worker's previous desk, or 0 if there was none or another process has taken it. */
export const previousPort = (): Promise<number> =>
  new Promise((resolve) => {
    const attempt = createServer();
    attempt.once("error", () => resolve(0));
    attempt.listen(port, "127.0.0.1", () => attempt.close(() => resolve(port)));
  });

export function keepPort(value: number): void {
  port = value;
}
