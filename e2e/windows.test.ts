import { expect, test } from "vitest";
import { type BrowserDesk, openDesk, openForJourneys } from "./desk.ts";
import { openWindow } from "./windows.ts";

let desk: BrowserDesk;
openForJourneys(
  async () => {
    desk = await openDesk();
  },
  () => desk.close(),
);

const open = () =>
  openWindow(desk.browser, { baseURL: desk.base, viewport: { width: 800, height: 600 } }, async () => {});

test("a window keeps nothing of the test that used it before", async () => {
  const window = await open();
  const { page, context } = window;
  const look = () =>
    page.evaluate(() => ({
      stored: [localStorage.length, sessionStorage.length, document.cookie],
      isDark: matchMedia("(prefers-color-scheme: dark)").matches,
      width: innerWidth,
    }));
  await page.goto("/icon.svg");
  const before = await look();
  await page.evaluate(() => {
    localStorage.setItem("left", "behind");
    sessionStorage.setItem("left", "behind");
  });
  await context.addCookies([{ name: "left", value: "behind", url: desk.base }]);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 390, height: 600 });
  expect(await look()).not.toEqual(before);
  await page.route("**/*", (route) => route.abort());
  await context.route("**/*", (route) => route.abort());
  expect(await window.empty()).toBe(true);
  await page.goto("/icon.svg");
  expect(await look()).toEqual(before);
  expect(await page.evaluate(() => history.length)).toBe(1);
});

test.for([
  ["a script of each page", ({ page }) => page.addInitScript("globalThis.left = true")],
  ["a function", ({ page }) => page.exposeFunction("left", () => {})],
  ["a clock", ({ page }) => page.clock.install()],
  ["a listener", ({ page }) => page.on("request", () => {})],
  ["a second page", ({ context }) => context.newPage()],
  ["a lost connection", ({ context }) => context.setOffline(true)],
  ["a permission", ({ context }) => context.grantPermissions(["notifications"])],
] satisfies [string, (window: Awaited<ReturnType<typeof open>>) => unknown][])(
  "a window with %s is not used again",
  async ([, use]) => {
    const window = await open();
    await use(window);
    expect(await window.empty()).toBe(false);
    await window.context.close();
  },
);
