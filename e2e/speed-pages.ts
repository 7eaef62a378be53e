import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { PrivateDocket } from "../bench/docket.ts";
import { TALK } from "./talk.ts";
import { taskTimes, trace } from "./trace.ts";

// Measures the main thread of a page: a keystroke in tickets with few and with many comments, and the longest task of a
// view.

/** Times of one action in milliseconds. */
export interface PageTimes {
  what: string;
  aim: string;
  ms: number[];
  /** The computing time of the page's thread, without waiting for a processor. */
  thread?: number[];
}

const LETTERS = 100;
const COMMENTS = [10, 5_000];
const LOADS = 5;
const VIEWS = [
  ["first view", "/tickets?view=all"],
  ["dashboard", "/dashboard"],
  ["new ticket", "/tickets/new"],
] as const;
// everything that is loaded in advance arrives within this time
const AHEAD_MS = 4_000;

/**
 * Types a reply in tickets with few and with many comments. Measures from each key to the end of the frame that shows
 * its letter.
 */
export async function typeReplies(page: Page, docket: PrivateDocket): Promise<PageTimes[]> {
  const all: PageTimes[] = [];
  for (const [at, comments] of COMMENTS.entries()) {
    await page.goto(`/tickets/${await ticketOf(docket, at, comments)}`);
    await page.locator("article").first().waitFor();
    await page.keyboard.press("r");
    const editor = page.locator('[contenteditable="true"]').first();
    await editor.waitFor();
    // parts that load late may still render entries
    await sleep(AHEAD_MS);
    await editor.pressSequentially("The player ", { delay: 50 });
    const times = await page.evaluateHandle(noteFrames);
    await editor.pressSequentially("is offline. ".repeat(LETTERS).slice(0, LETTERS), { delay: 50 });
    const ms = await times.evaluate((frames) => frames.ms);
    all.push({ what: `type a letter, ticket of ${comments.toLocaleString("en")} comments`, aim: "16", ms });
  }
  return all;
}

/** Adds comments to one of the newest tickets. Returns its ID. */
async function ticketOf({ connection }: PrivateDocket, at: number, comments: number): Promise<string> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string; author: string }>(
      `select t.id, u.id as author
       from tickets t
       cross join (select id from users order by id limit 1) u
       where t.deleted_at is null
       order by t.created_at desc, t.id
       limit 1 offset $1`,
      [at],
    );
    const [{ id, author } = { id: "", author: "" }] = rows;
    await client.query(TALK, [id, author, comments, "Line %s of this talk"]);
    return id;
  } finally {
    await client.end();
  }
}

/** Runs in the page: records the milliseconds from each key to the end of the next frame. */
function noteFrames(): { ms: number[] } {
  const frames = { ms: [] as number[] };
  const note = ({ timeStamp }: Event) =>
    requestAnimationFrame(() => {
      // a message arrives after the frame is drawn
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => frames.ms.push(performance.now() - timeStamp);
      port2.postMessage(null);
    });
  addEventListener("keydown", note, { capture: true });
  return frames;
}

/** The longest task of the main thread in each of several loads without a cache; its wall time is 0 if no task took 50 ms. */
export async function longestTasks(browser: Browser, options: BrowserContextOptions, from: Page): Promise<PageTimes[]> {
  let cookies = await from.context().cookies();
  const all: PageTimes[] = [];
  for (const [what, path] of VIEWS) {
    const ms: number[] = [];
    const thread: number[] = [];
    for (let load = 0; load < LOADS; load += 1) {
      const context = await browser.newContext(options);
      await context.addCookies(cookies);
      const page = await context.newPage();
      await page.addInitScript(() => {
        const scope = globalThis as unknown as { longest: number };
        scope.longest = 0;
        new PerformanceObserver((list) => {
          for (const { duration } of list.getEntries()) scope.longest = Math.max(scope.longest, duration);
        }).observe({ type: "longtask" });
      });
      const events = await trace(page, async () => {
        await page.goto(path);
        await page.getByRole("main").waitFor();
        await sleep(AHEAD_MS);
      });
      thread.push(Math.max(...taskTimes(events)));
      ms.push(await page.evaluate(() => (globalThis as unknown as { longest: number }).longest));
      if (new URL(page.url()).pathname === "/sign-in") throw new Error(`${what}: nobody is signed in`);
      // a token that was exchanged is valid for some seconds only
      cookies = await context.cookies();
      await context.close();
    }
    all.push({ what: `longest task of a load: ${what}`, aim: "100", ms, thread });
  }
  await from.context().addCookies(cookies);
  return all;
}
