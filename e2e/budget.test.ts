import { get } from "node:http";
import type { Request, Response } from "playwright-core";
import { expect, test } from "vitest";
import { makeCompany, makeTicket } from "../test/world.ts";
import { type BrowserDesk, openDesk, openForJourneys } from "./desk.ts";

const BUDGET = 150_000;
/** Includes everything that is loaded before it is needed. */
const MAX_REQUESTS = 40;
const MAX_OF_FONTS = 60_000;
const AHEAD_MS = 4_000;

let desk: BrowserDesk;
openForJourneys(
  async () => {
    desk = await openDesk({}, false);
    await makeTicket(desk.tom, (await makeCompany(desk.tom)).company.id, { subject: "Lobby is silent" });
  },
  () => desk.close(),
);

// Chromium accepts brotli only over TLS, which a desk on the internet has
async function compressedSize(url: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const request = get(url, { headers: { "accept-encoding": "br" } }, (response) => {
    let size = 0;
    response.on("data", (chunk: Buffer) => {
      size += chunk.length;
    });
    response.on("end", () => resolve(size));
  });
  request.on("error", reject);
  return promise;
}

test("the first view, an inbox with tickets, needs less than 150 kB of compressed script", async () => {
  const { context } = await desk.person("tom");
  const { page, context: empty } = await desk.visitor();
  await empty.addCookies(await context.cookies());
  const scripts = new Set<string>();
  const note = (request: Request) => {
    if (request.resourceType() === "script") scripts.add(request.url());
  };
  // what loads by itself a moment later is not part of the first view, even on a slow machine
  await page.addInitScript(`const soon = setTimeout;
    globalThis.setTimeout = (run, ms = 0, ...more) => (ms < 500 ? soon(run, ms, ...more) : 0);
    globalThis.setInterval = () => 0;`);
  page.on("request", note);
  await page.goto("/tickets?view=all");
  await page.getByText("Lobby is silent").first().waitFor();
  page.off("request", note);
  expect(scripts.size).toBeGreaterThan(0);
  const sizes = await Promise.all([...scripts].map(async (url) => [await compressedSize(url), url] as const));
  const total = sizes.reduce((sum, [size]) => sum + size, 0);
  console.log(`The scripts of the first view have ${total} of ${BUDGET} bytes.`);
  expect(total, sizes.map((each) => each.join(" ")).join("\n")).toBeLessThan(BUDGET);
});

test("the first view and everything it preloads take at most 40 requests", async () => {
  const { page } = await desk.person("tom");
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  const ahead = page.waitForResponse(/assets\/ahead/);
  await page.goto("/tickets?view=all");
  await page.getByText("Lobby is silent").first().waitFor();
  await ahead;
  await page.waitForTimeout(AHEAD_MS);
  expect(asked.length, asked.join("\n")).toBeLessThanOrEqual(MAX_REQUESTS);
});

test("one font loads with the page, before the styles, and all text uses it", async () => {
  const { page } = await desk.person("tom");
  const fonts: Response[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() === "font") fonts.push(response);
  });
  await page.goto("/tickets?view=all");
  await page.getByText("Lobby is silent").first().waitFor();
  const sizes = await Promise.all(fonts.map(async (font) => (await font.body()).length));
  expect(sizes).toHaveLength(1);
  expect(sizes[0]).toBeLessThanOrEqual(MAX_OF_FONTS);
  const preload = await page.locator("link[rel=preload][as=font]").getAttribute("href");
  expect(new URL(fonts[0]!.url()).pathname).toBe(preload);
  const loaded = () =>
    page.evaluate(() =>
      [...document.fonts]
        .filter(({ status }) => status === "loaded")
        .map(({ family, unicodeRange }) => family + unicodeRange),
    );
  await expect.poll(loaded).toEqual([expect.stringMatching(/^Inter Variable.*U\+0-FF/)]);
  const texts = await page.evaluate(() =>
    [...document.querySelectorAll("body *")]
      .filter((each) => each.checkVisibility() && [...each.childNodes].some((node) => node.nodeValue?.trim()))
      .map((each) => getComputedStyle(each))
      .map(({ fontFamily, fontSize }) => `${fontFamily.split(",")[0]} ${fontSize}`),
  );
  const allowed = [12, 13, 15, 20, 28].map((size) => `"Inter Variable" ${size}px`);
  expect([...new Set(texts)].filter((text) => !allowed.includes(text))).toEqual([]);
  // the other fonts are loaded when a page shows their alphabets
  await page
    .getByText("Lobby is silent")
    .first()
    .evaluate((row) => {
      row.textContent = "Łódź, Αθήνα, Київ, Huế, ล็อบบี้";
    });
  await expect.poll(async () => (await loaded()).length).toBe(6);
});
