import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { chromiumPath } from "./chromium.ts";
import { FLAGS } from "./flags.ts";
import { SCREENS, type Screen } from "./pictured.ts";

const HELP = `npm run screens [-- --to FOLDER] [--only WORDS] [--readme]

Takes a screenshot of every screen with the demo's tickets, at 1440, 1280 and 390 px, light and dark, into FOLDER (screens/).
--only company takes those whose name (company-phone.png) matches a regular expression; --readme only the two of the README, into docs/images/.`;

const PASSWORD = "pictures of a harbour";
const root = join(import.meta.dirname, "..");

const LOOKS: Record<string, BrowserContextOptions> = {
  light: { viewport: { width: 1440, height: 900 } },
  dark: { viewport: { width: 1440, height: 900 }, colorScheme: "dark" },
  narrow: { viewport: { width: 1280, height: 800 } },
  "narrow-dark": { viewport: { width: 1280, height: 800 }, colorScheme: "dark" },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
  "phone-dark": {
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
    colorScheme: "dark",
  },
};
/** A look on the left is used for the screens that have the look on the right. */
const LIKE: Record<string, string> = { narrow: "light", "narrow-dark": "dark", "phone-dark": "phone" };

/** A new server with the demo's tickets, in a folder that is deleted afterwards. */
async function openDemo(): Promise<{ base: string; close(): void }> {
  const folder = mkdtempSync(join(tmpdir(), "docket-screens-"));
  // root's PostgreSQL runs as another account, which must be able to enter
  chmodSync(folder, 0o711);
  const env = { ...process.env, DATA_DIR: folder, PORT: "0", RATE_LIMIT: "off", ADMIN_PASSWORD: PASSWORD };
  const server = spawn(process.execPath, [join(root, "server/main.ts"), "serve", "--demo"], { env });
  const base = await new Promise<string>((resolve, reject) => {
    let output = "";
    server.stdout.on("data", (chunk: Buffer) => {
      output += chunk;
      const match = /Open (http:\/\/\S+) in your browser/.exec(output);
      if (match) resolve(match[1]!);
    });
    server.once("exit", () => reject(new Error(`The server ended.\n${output}`)));
  });
  const close = () => {
    server.removeAllListeners("exit");
    server.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    server.kill("SIGTERM");
  };
  return { base, close };
}

async function open(browser: Browser, baseURL: string, look: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ baseURL, locale: "en-GB", reducedMotion: "reduce", ...look });
  const page = await context.newPage();
  page.setDefaultTimeout(8_000);
  return page;
}

async function signIn(browser: Browser, baseURL: string, look: BrowserContextOptions): Promise<Page> {
  const page = await open(browser, baseURL, look);
  await page.goto("/sign-in");
  await page.getByLabel("Username or email").fill("admin");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(/tickets/);
  return page;
}

/** Moves a ticket to the trash, so that the trash is not empty. */
async function fillTrash(base: string): Promise<void> {
  const ask = async (method: string, path: string, body?: unknown, token?: string) => {
    const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
    const response = await fetch(`${base}/api/v1${path}`, {
      method,
      headers,
      body: body ? JSON.stringify(body) : null,
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? null : await response.json();
  };
  const { access } = await ask("POST", "/auth/login/", { username: "admin", password: PASSWORD });
  const { results } = await ask("GET", "/inbox/?ordering=created_at&page_size=3", undefined, access);
  for (const { id } of results) await ask("DELETE", `/tickets/${id}/`, undefined, access);
}

// runs in the page, whose own code stays as it is
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

/** Waits until there is a heading, no request is running, and nothing has changed for a moment. */
async function still(page: Page): Promise<void> {
  await page.waitForFunction(isStill, 120);
  // the last response may have started another request
  await page.waitForFunction(isStill, 30);
}

async function picture(page: Page, { path, act, after }: Screen, at: number, file: string): Promise<void> {
  await page.goto(path, { waitUntil: "commit" });
  if (act) {
    await still(page);
    await act(page, at);
  }
  await still(page);
  await page.screenshot({ path: file });
  await after?.(page);
}

interface Wanted {
  look: string;
  name: string;
  file: string;
}

function wantedPictures(isReadme: boolean, folder: string): Wanted[] {
  if (isReadme)
    return [
      { look: "light", name: "ticket", file: join(folder, "ticket.png") },
      { look: "dark", name: "dashboard", file: join(folder, "dashboard.png") },
    ];
  return Object.keys(LOOKS).flatMap((look) =>
    Object.entries(SCREENS)
      .filter(([, { looks }]) => !looks || looks.includes(LIKE[look] ?? look))
      .map(([name]) => ({ look, name, file: join(folder, `${name}-${look}.png`) })),
  );
}

/** Takes the screenshots; false if one of them failed. */
async function takeAll(browser: Browser, base: string, wanted: Wanted[]): Promise<boolean> {
  let isWhole = true;
  let at = 1;
  for (const [look, some] of Map.groupBy(wanted, ({ look }) => look)) {
    const pages = {
      inside: await signIn(browser, base, LOOKS[look]!),
      outside: await open(browser, base, LOOKS[look]!),
    };
    for (const { name, file } of some) {
      const screen = SCREENS[name]!;
      try {
        await picture(screen.isOutside ? pages.outside : pages.inside, screen, at, file);
        console.log(file);
      } catch (error) {
        isWhole = false;
        console.error(`${name} in ${look}: ${(error as Error).message}`);
      }
      if (screen.writes) at += 1;
    }
    for (const page of Object.values(pages)) await page.context().close();
  }
  return isWhole;
}

async function main(): Promise<void> {
  const options = {
    help: { type: "boolean", short: "h" },
    to: { type: "string" },
    readme: { type: "boolean", default: false },
    only: { type: "string" },
  } as const;
  const { values } = parseArgs({ options });
  if (values.help) return console.log(HELP);
  const folder = values.readme ? join(root, "docs/images") : (values.to ?? join(root, "screens"));
  mkdirSync(folder, { recursive: true });
  const only = new RegExp(values.only ?? "");
  const demo = await openDemo();
  const browser = await chromium.launch({ executablePath: await chromiumPath(), args: FLAGS });
  try {
    await fillTrash(demo.base);
    const wanted = wantedPictures(values.readme, folder).filter(({ look, name }) => only.test(`${name}-${look}`));
    if (!(await takeAll(browser, demo.base, wanted))) process.exitCode = 1;
  } finally {
    await browser.close();
    demo.close();
  }
}

await main();
