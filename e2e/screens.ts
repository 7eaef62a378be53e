import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Browser, type BrowserContextOptions, chromium, type Page, type Request } from "playwright-core";
import { chromiumPath } from "./chromium.ts";
import { faultsOf } from "./faults.ts";
import { FLAGS } from "./flags.ts";
import { SCREENS } from "./pictured.ts";
import { type Screen, say, setLanguage } from "./pictured-parts.ts";
import { openScreensDesk, SCREENS_PASSWORD, type ScreensDesk } from "./screens-desk.ts";

const HELP = `npm run screens [-- --to FOLDER] [--looks LIST] [--only WORDS] [--height PIXELS] [--faults] [--readme]

Takes a screenshot of every screen into FOLDER (screens/): with the demo's tickets, as an empty desk, and in the help center.

--looks light,thai  these looks instead of the usual ones: LOOKS
--only company      only screens whose name (company-phone.png) matches a regular expression
--height 2400       a taller window, which shows whole pages
--faults            also print what is wider than its page or cut off
--readme            only the two screens of the README, into docs/images/`;

const root = join(import.meta.dirname, "..");

const wide = { viewport: { width: 1440, height: 900 } };
const narrow = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const dark = { colorScheme: "dark" } as const;
const thai = { locale: "th-TH" };

const LOOKS: Record<string, BrowserContextOptions> = {
  light: wide,
  dark: { ...wide, ...dark },
  narrow,
  "narrow-dark": { ...narrow, ...dark },
  phone,
  "phone-dark": { ...phone, ...dark },
};
/** Looks that are taken only if someone asks for them. */
const MORE_LOOKS: Record<string, BrowserContextOptions> = {
  thai: { ...wide, ...thai },
  "thai-phone": { ...phone, ...thai },
  large: { viewport: { width: 2560, height: 1440 } },
  // a window of 1440 px at 200 %
  zoom: { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 },
  small: { ...phone, viewport: { width: 320, height: 640 } },
};
/** The time in which a screen must stop changing. */
const STILL_MS = 20_000;
const ALL_LOOKS = { ...LOOKS, ...MORE_LOOKS };
/** The screens of the look on the right are also taken in the look on the left. */
const LIKE: Record<string, string> = {
  narrow: "light",
  "narrow-dark": "dark",
  "phone-dark": "phone",
  thai: "light",
  "thai-phone": "phone",
  large: "light",
  zoom: "light",
  small: "phone",
};

async function open(browser: Browser, baseURL: string, look: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ baseURL, locale: "en-GB", reducedMotion: "reduce", ...look });
  const page = await context.newPage();
  page.setDefaultTimeout(STILL_MS);
  watchRequests(page);
  return page;
}

async function signIn(page: Page): Promise<Page> {
  await page.goto("/sign-in");
  await page.getByLabel(say("account.username")).fill("admin");
  await page.getByLabel(say("account.password"), { exact: true }).fill(SCREENS_PASSWORD);
  await page.getByRole("button", { name: say("account.signIn") }).click();
  await page.waitForURL(/tickets/);
  return page;
}

async function signInAsCustomer(page: Page, desk: ScreensDesk): Promise<Page> {
  await page.context().addCookies([{ name: "docket_portal", value: await desk.customer(), url: desk.base }]);
  return page;
}

// runs in the page, whose own code stays unchanged
const isStill = (quietMs: number): boolean | Promise<boolean> => {
  const isSeen = (element: Element) => element.checkVisibility({ visibilityProperty: true });
  const waiting = "[aria-busy=true], .mantine-Skeleton-root, [data-waiting], [data-coming]";
  if ([...document.querySelectorAll(waiting)].some(isSeen)) return false;
  if (![...document.querySelectorAll("h1, h2, [role=dialog]")].some(isSeen)) return false;
  if ([...document.images].some((image) => !image.complete)) return false;
  return new Promise((done) => {
    let timer = setTimeout(() => done(true), quietMs);
    new MutationObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(() => done(true), quietMs);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
};

/** The running requests of each window, without the stream of events, which never ends. */
const running = new WeakMap<Page, Set<Request>>();

function watchRequests(page: Page): void {
  const requests = new Set<Request>();
  running.set(page, requests);
  page.on("request", (request) => request.url().endsWith("/events/") || requests.add(request));
  page.on("requestfinished", (request) => requests.delete(request));
  page.on("requestfailed", (request) => requests.delete(request));
}

/** Waits until there is a heading, no request is running, and nothing has changed for a moment. */
async function still(page: Page): Promise<void> {
  const ends = Date.now() + STILL_MS;
  do {
    await page.waitForFunction(isStill, 120);
    // the last response may have started another request
    await page.waitForFunction(isStill, 30);
  } while (running.get(page)!.size > 0 && Date.now() < ends);
}

interface Screenshot {
  look: string;
  name: string;
  file: string;
}

function wantedPictures(looks: readonly string[], folder: string): Screenshot[] {
  return looks.flatMap((look) =>
    Object.entries(SCREENS)
      .filter(([, { looks }]) => !looks || looks.includes(look) || looks.includes(LIKE[look] ?? look))
      .map(([name]) => ({ look, name, file: join(folder, `${name}-${look}.png`) })),
  );
}

/** The windows of a look: one for each kind of user, opened when it is first needed. */
class Windows {
  readonly #pages = new Map<Screen["by"], Promise<Page>>();
  readonly #browser: Browser;
  readonly #desks: Desks;
  readonly #look: BrowserContextOptions;

  constructor(browser: Browser, desks: Desks, look: BrowserContextOptions) {
    this.#browser = browser;
    this.#desks = desks;
    this.#look = look;
  }

  of(by: Screen["by"]): Promise<Page> {
    const page = this.#pages.get(by) ?? this.#open(by);
    this.#pages.set(by, page);
    return page;
  }

  async #open(by: Screen["by"]): Promise<Page> {
    const desk = await this.#desks.of(by);
    const page = await open(this.#browser, desk.base, this.#look);
    if (by === "visitor") return page;
    return by === "customer" ? signInAsCustomer(page, desk) : signIn(page);
  }

  async close(): Promise<void> {
    for (const page of this.#pages.values()) await (await page).context().close();
  }
}

/** The demo's desk and the empty one, each started when it is first needed. */
class Desks {
  readonly #desks = new Map<boolean, Promise<ScreensDesk>>();

  of(by: Screen["by"]): Promise<ScreensDesk> {
    const isDemo = by !== "newcomer";
    const desk = this.#desks.get(isDemo) ?? openScreensDesk(isDemo);
    this.#desks.set(isDemo, desk);
    return desk;
  }

  async close(): Promise<void> {
    for (const desk of this.#desks.values()) await (await desk).close();
  }
}

interface Taking extends Screenshot {
  desk: ScreensDesk;
  page: Page;
  at: number;
  printsFaults: boolean;
}

async function take({ look, name, file, desk, page, at, printsFaults }: Taking): Promise<void> {
  const { path, act, after } = SCREENS[name]!;
  const isThai = ALL_LOOKS[look]!.locale === thai.locale;
  const address = typeof path === "string" ? path : await path(desk);
  await page.goto(isThai ? address.replace("/en/", "/th/") : address, { waitUntil: "commit" });
  if (act) {
    await still(page);
    await act(page, at);
  }
  await still(page);
  await page.screenshot({ path: file });
  console.log(file);
  if (printsFaults) for (const fault of await page.evaluate(faultsOf)) console.log(`  ${fault}`);
  await after?.(page);
}

/** Takes the screenshots. Returns false if one of them failed. */
async function takeAll(browser: Browser, shots: Screenshot[], height: number, printsFaults: boolean): Promise<boolean> {
  const desks = new Desks();
  let isWhole = true;
  let at = 1;
  try {
    for (const [look, some] of Map.groupBy(shots, ({ look }) => look)) {
      const options = ALL_LOOKS[look]!;
      const viewport = { ...options.viewport!, ...(height && { height }) };
      const windows = new Windows(browser, desks, { ...options, viewport });
      setLanguage(options.locale?.slice(0, 2) ?? "en");
      for (const each of some) {
        const { by, writes } = SCREENS[each.name]!;
        try {
          await take({ ...each, desk: await desks.of(by), page: await windows.of(by), at, printsFaults });
        } catch (error) {
          isWhole = false;
          console.error(`${each.name} in ${look}: ${(error as Error).message}`);
        }
        if (writes) at += 1;
      }
      await windows.close();
    }
  } finally {
    await desks.close();
  }
  return isWhole;
}

async function main(): Promise<void> {
  const options = {
    help: { type: "boolean", short: "h" },
    to: { type: "string" },
    readme: { type: "boolean", default: false },
    looks: { type: "string" },
    only: { type: "string" },
    height: { type: "string" },
    faults: { type: "boolean", default: false },
  } as const;
  const { values } = parseArgs({ options });
  if (values.help) return console.log(HELP.replace("LOOKS", Object.keys(MORE_LOOKS).join(", ")));
  const folder = values.readme ? join(root, "docs/images") : (values.to ?? join(root, "screens"));
  mkdirSync(folder, { recursive: true });
  const looks = values.looks?.split(",") ?? Object.keys(LOOKS);
  const unknown = looks.filter((look) => !(look in ALL_LOOKS));
  if (unknown.length > 0) throw new Error(`Unknown look: ${unknown.join(", ")}.`);
  const only = new RegExp(values.only ?? "");
  const shots = values.readme
    ? [
        { look: "light", name: "ticket", file: join(folder, "ticket.png") },
        { look: "dark", name: "dashboard", file: join(folder, "dashboard.png") },
      ]
    : wantedPictures(looks, folder).filter(({ look, name }) => only.test(`${name}-${look}`));
  const browser = await chromium.launch({ executablePath: await chromiumPath(), args: FLAGS });
  try {
    if (!(await takeAll(browser, shots, Number(values.height ?? 0), values.faults))) process.exitCode = 1;
  } finally {
    await browser.close();
  }
}

await main();
