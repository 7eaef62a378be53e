import { existsSync } from "node:fs";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { startSending } from "../server/replies/sending.ts";
import { makeCompany, makeTicket, openWorld, PASSWORD, type World } from "../test/world.ts";

// Uses the Firefox that FIREFOX names, or the one of the system. Playwright can only drive its own build.
const path = [process.env.FIREFOX, "/usr/bin/firefox-esr", "/usr/bin/firefox"].find((each) => each && existsSync(each));

let world: World;
let stopSending: () => Promise<unknown>;
let browser: Browser;
let page: Page;
const failures: string[] = [];

beforeAll(async () => {
  if (!path) return;
  world = await openWorld({}, { webApp: inject("webApp"), replyDelayMs: 0 });
  stopSending = startSending(world.app.docket);
  browser = await puppeteer.launch({ browser: "firefox", executablePath: path, headless: true });
  page = await browser.newPage();
  page.setDefaultTimeout(30_000);
  page.on("pageerror", (error) => failures.push(String(error)));
  await page.setViewport({ width: 1440, height: 900 });
}, 60_000);
afterAll(async () => {
  if (!path) return;
  await browser.close();
  await stopSending();
  await world.close();
});

/** The distances between the app and the right and bottom edges of the window. */
const margins = () =>
  page.evaluate(() => {
    const { right, bottom } = document.querySelector("main")!.getBoundingClientRect();
    return [innerWidth - right, innerHeight - bottom, document.documentElement.scrollWidth - innerWidth];
  });

test.skipIf(!path)(
  "Firefox: an agent signs in, opens a ticket, replies and resolves it, and the app fills the window",
  async () => {
    const { company } = await makeCompany(world.tom, "Harbour Hotel");
    const ticket = await makeTicket(world.tom, company.id, { subject: "Lobby is silent", assigned_to: world.tom.id });
    await page.goto(world.base);
    await page.locator("input[name=username]").fill("tom");
    await page.locator("input[name=password]").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await page.locator("[role=row] a::-p-text(Lobby is silent)").click();
    await page.locator("h1::-p-text(Lobby is silent)").wait();
    await expect.poll(margins).toEqual([0, 0, 0]);
    await page.keyboard.press("r");
    await page.waitForSelector('[contenteditable="true"]:focus');
    await page.keyboard.type("We are looking into it.");
    await page.keyboard.down("Control");
    await page.keyboard.press("Enter");
    await page.keyboard.up("Control");
    await page.locator("[aria-label='Reply by Tom Tech']").wait();
    await page.locator("button::-p-text(Resolve)").click();
    const show = async () => (await world.admin.get(`/tickets/${ticket.id}/`)).body;
    await expect.poll(async () => (await show()).status, { timeout: 30_000 }).toBe("resolved");
    expect((await show()).comments).toMatchObject([
      { text: expect.stringContaining("We are looking into it."), is_internal: false },
    ]);
    expect(failures).toEqual([]);
  },
  120_000,
);
