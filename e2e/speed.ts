import { cpus } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type Browser, chromium, type Page } from "playwright-core";
import { postShot, read, requestToken, send } from "../bench/api.ts";
import { type PrivateDocket, startDocket } from "../bench/docket.ts";
import type { BenchServer } from "../bench/options.ts";
import { writeSection } from "../bench/section.ts";
import { chromiumPath } from "./chromium.ts";
import { FLAGS } from "./flags.ts";
import { longestTasks, type PageTimes, typeReplies } from "./speed-pages.ts";
import { taskTimes, trace } from "./trace.ts";

const HELP = `npm run bench:web [-- --tickets 100000] [--write FILE] [--keep DIR]

How fast the web app feels: a private Docket with so many tickets, a browser in front of it on the same machine, and the times
from what a person does to the frame that shows what it did. --write puts the table into the section "web" of a markdown file;
--keep keeps the filled data there for the next run.`;

// searches with many, some, few and no matches
const SEARCHES = ["music", "player offline", "invoice", "xylograph", "quokka", "zzyzx"];
const TICKETS_TO_OPEN = 40;
const FIRST_VIEWS = 10;
const ROUNDS_OF_SEARCH = 3;
const SCROLLED_MS = 4_000;
const CHANGES = 20;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      help: { type: "boolean", short: "h" },
      tickets: { type: "string", default: "100000" },
      write: { type: "string" },
      keep: { type: "string" },
    },
  });
  if (values.help) return console.log(HELP);
  let docket: PrivateDocket | null = null;
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void docket?.close().finally(() => process.exit(130)));
  docket = await startDocket(Number(values.tickets), values.keep ?? null, console.log);
  try {
    await docket.settle();
    const browser = await chromium.launch({ executablePath: await chromiumPath(), args: FLAGS });
    const text = await measureApp(browser, docket).finally(() => browser.close());
    console.log(text);
    if (values.write) writeSection(join(process.cwd(), values.write), "web", text);
  } finally {
    await docket.close();
  }
}

async function measureApp(browser: Browser, docket: PrivateDocket): Promise<string> {
  const { server } = docket;
  const version = browser.version();
  const { page, views } = await signedIn(browser, server);
  const times = [
    ...views,
    await openTickets(page),
    ...(await searchWhileTyping(page)),
    await showOthersChanges(page, server),
    ...(await typeReplies(page, docket)),
    ...(await longestTasks(browser, windowOptions(server), page)),
  ];
  const frames = await scroll(page);
  return [
    `## The web app, ${server.size.toLocaleString("en")} tickets`,
    "Written by `npm run bench:web`, section `web`.",
    `${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC. ${cpus().length} × ${cpus()[0]?.model ?? "processor"}, shared by browser, server and database;
Chromium ${version} without a graphics card, 1440 × 900. From the event (a key, a letter, a wheel, another person's request) to the
start of the frame after the one in which the page shows its outcome; the pause that typing waits for is in it. The thread's time is
what the page's thread computed, without waiting for a processor: it holds on a busy machine, too.`,
    table(times),
    frames,
  ].join("\n\n");
}

const windowOptions = ({ base }: BenchServer) => ({
  baseURL: base,
  viewport: { width: 1440, height: 900 },
  locale: "en-GB",
});

/** A window in which the benchmark's user is signed in, and how long the first view took in windows without a cache. */
async function signedIn(browser: Browser, server: BenchServer): Promise<{ page: Page; views: PageTimes[] }> {
  const { username, password } = server;
  const context = await browser.newContext(windowOptions(server));
  const page = await context.newPage();
  await page.goto("/sign-in");
  await page.getByLabel("Username or email").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(/tickets/);
  const cookies = await context.cookies();
  const shownMs: number[] = [];
  const paintedMs: number[] = [];
  for (let at = 0; at < FIRST_VIEWS; at += 1) {
    const fresh = await browser.newContext(windowOptions(server));
    await fresh.addCookies(cookies);
    const first = await fresh.newPage();
    await first.goto("/tickets?view=all");
    await first.getByRole("row").first().waitFor();
    const result = await first.evaluate(() => ({
      painted: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
      shown: performance.now(),
    }));
    paintedMs.push(result.painted);
    shownMs.push(result.shown);
    await fresh.close();
  }
  const views = [
    { what: "first view, nothing cached: something is painted", aim: "", ms: paintedMs },
    { what: "first view, nothing cached: the inbox shows its tickets", aim: "", ms: shownMs },
  ];
  return { page, views };
}

/** Milliseconds in the page from the input event to the frame after the one that shows the expected result. */
async function shownAfter(
  page: Page,
  { event, shown, text }: { event: string; shown: (text: string) => boolean; text: string },
  act: () => Promise<void>,
): Promise<number> {
  const result = await page.evaluateHandle(
    ([name, condition, expectedText]) => {
      const isShown = new Function(`return (${condition})`)() as (text: string) => boolean;
      const { promise, resolve, reject } = Promise.withResolvers<number>();
      setTimeout(() => reject(new Error(`${expectedText} was not shown`)), 20_000);
      const from = ({ timeStamp }: Event) => {
        performance.mark("acted");
        const check = () => {
          if (!isShown(expectedText)) return requestAnimationFrame(check);
          // the result is on the screen when the next frame begins
          requestAnimationFrame(() => {
            performance.mark("shown");
            resolve(performance.now() - timeStamp);
          });
        };
        requestAnimationFrame(check);
      };
      addEventListener(name, from, { capture: true, once: true });
      return { promise };
    },
    [event, String(shown), text] as const,
  );
  await act();
  return result.evaluate(({ promise }) => promise);
}

const activeRow = (page: Page) =>
  page.evaluate(() => document.querySelector("[role=grid]")?.getAttribute("aria-activedescendant"));

async function openTickets(page: Page): Promise<PageTimes> {
  await page.goto("/tickets?view=all");
  await page.getByRole("row").first().click();
  await page.locator("article").first().waitFor();
  const ms: number[] = [];
  const thread: number[] = [];
  for (let at = 0; at < TICKETS_TO_OPEN; at += 1) {
    const before = await activeRow(page);
    await page.keyboard.press("j");
    while ((await activeRow(page)) === before) await sleep(50);
    // about as long as a person looks at the row
    await sleep(250);
    const next = await page.evaluate(() => {
      const grid = document.querySelector("[role=grid]");
      const row = document.getElementById(grid?.getAttribute("aria-activedescendant") ?? "");
      // an element's own text: in the whole text of the row, digits may follow the number
      const texts = [...(row?.querySelectorAll("span") ?? [])].map((each) => each.textContent ?? "");
      return texts.find((text) => /^T-\d{8}-\d+$/.test(text)) ?? "";
    });
    // the window has the ticket's title once its conversation is in the page
    const isOpen = (number: string) => document.title.includes(number) && document.querySelector("article") !== null;
    const events = await trace(page, async () => {
      ms.push(
        await shownAfter(page, { event: "keydown", shown: isOpen, text: next }, () => page.keyboard.press("Enter")),
      );
    });
    thread.push(taskTimes(events, "acted", "shown").reduce((sum, task) => sum + task, 0));
  }
  return { what: "open a ticket from the list", aim: "60", ms, thread };
}

async function searchWhileTyping(page: Page): Promise<PageTimes[]> {
  const all: PageTimes[] = [];
  const field = page.getByRole("searchbox").first();
  for (const words of SEARCHES) {
    const ms: number[] = [];
    for (let round = 0; round < ROUNDS_OF_SEARCH; round += 1) {
      // a new text each time, because the app caches results
      await page.goto("/tickets?view=all");
      await page.getByRole("row").first().waitFor();
      await field.pressSequentially(words.slice(0, -1), { delay: 30 });
      await sleep(400);
      // hidden rows are placeholders that load when the list is scrolled
      const isFound = (text: string) =>
        new URLSearchParams(location.search).get("q") === text &&
        !document.querySelector("[aria-busy=true]:not([aria-hidden])");
      ms.push(
        await shownAfter(page, { event: "input", shown: isFound, text: words }, () => field.press(words.at(-1)!)),
      );
    }
    all.push({ what: `search while typing: “${words}”`, aim: "200", ms });
  }
  return all;
}

/** Another agent changes the subject of the first ticket. */
async function showOthersChanges(page: Page, server: BenchServer): Promise<PageTimes> {
  await page.goto("/tickets?view=all&ordering=-created_at");
  await page.getByRole("row").first().waitFor();
  const token = await requestToken(server);
  const { results } = await read<{ results: { id: string }[] }>(server.base, token, "/tickets/?page_size=1");
  const ms: number[] = [];
  for (let at = 0; at < CHANGES; at += 1) {
    const subject = `Changed ${at} at ${Date.now()}`;
    const began = performance.now();
    const appearance = page.getByText(subject).first().waitFor();
    const shot = { ...postShot(token, `/tickets/${results[0]!.id}/`, { subject }), method: "PATCH" as "POST" };
    const { status } = await send(server.base, shot);
    if (status !== 200) throw new Error(`the response to the change was ${status}`);
    await appearance;
    ms.push(performance.now() - began);
  }
  return { what: "another person's change appears, from their request on", aim: "1,000", ms };
}

async function scroll(page: Page): Promise<string> {
  await page.goto("/tickets?view=all");
  await page.getByRole("row").first().waitFor();
  const box = (await page.getByRole("grid").boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable");
  const busy = async () =>
    (await devtools.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration")!.value * 1000;
  const before = await busy();
  const frames = page.evaluate(
    (forMs) =>
      new Promise<number[]>((resolve) => {
        const gaps: number[] = [];
        const began = performance.now();
        let last = began;
        const next = (now: number) => {
          gaps.push(now - last);
          last = now;
          if (now - began < forMs) requestAnimationFrame(next);
          else resolve(gaps.slice(1));
        };
        requestAnimationFrame(next);
      }),
    SCROLLED_MS,
  );
  const until = performance.now() + SCROLLED_MS;
  while (performance.now() < until) {
    await page.mouse.wheel(0, 120);
    await sleep(16);
  }
  const gaps = await frames;
  const busyMs = (await busy()) - before;
  const perSecond = (gaps.length / gaps.reduce((sum, gap) => sum + gap, 0)) * 1000;
  const late = gaps.filter((gap) => gap > 25).length;
  return `Scrolling the list for ${SCROLLED_MS / 1000} s, a notch of the wheel every 16 ms: ${perSecond.toFixed(0)} frames a second (aim 60), ${late} of ${gaps.length}
frames late by half a frame or more; ${(busyMs / gaps.length).toFixed(1)} ms of the page's thread a frame, of 16.7.`;
}

function table(rows: readonly PageTimes[]): string {
  const at = (ms: number[], part: number) => ms.toSorted((a, b) => a - b)[Math.ceil(ms.length * part) - 1]!.toFixed(0);
  return [
    "| what | times | median ms | 90 % ms | worst ms | aim ms | thread: median ms | worst ms |",
    "| --- | --: | --: | --: | --: | --: | --: | --: |",
    ...rows.map(({ what, aim, ms, thread }) => {
      const own = thread ? `${at(thread, 0.5)} | ${at(thread, 1)}` : " | ";
      return `| ${what} | ${ms.length} | ${at(ms, 0.5)} | ${at(ms, 0.9)} | ${at(ms, 1)} | ${aim} | ${own} |`;
    }),
  ].join("\n");
}

await main();
