import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { chromiumPath } from "./chromium.ts";
import { FLAGS } from "./flags.ts";

const HELP = `npm run screens [-- --to FOLDER] [--readme]

Pictures of every screen with the demo's tickets, in light, in dark and at the width of a phone, into FOLDER (screens/).
--readme makes only the two of the README, into docs/images/.`;

const PASSWORD = "pictures of a harbour";
const root = join(import.meta.dirname, "..");

const LOOKS: Record<string, BrowserContextOptions> = {
  light: { viewport: { width: 1440, height: 900 } },
  dark: { viewport: { width: 1440, height: 900 }, colorScheme: "dark" },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
};

/** Each screen: where it is, and what is done there before its picture is taken. */
const SCREENS: Record<string, { path: string; act?: (page: Page) => Promise<unknown> }> = {
  inbox: { path: "/tickets?view=all" },
  "inbox-filtered": { path: "/tickets?view=all&status=new,assigned&priority=urgent,high" },
  "inbox-empty": { path: "/tickets?view=all&q=nothing+has+these+words" },
  "inbox-trash": { path: "/tickets?view=trash" },
  ticket: { path: "/tickets?view=all", act: openFirst },
  "ticket-reply": {
    path: "/tickets?view=all",
    act: async (page) => {
      await openFirst(page);
      await page.getByRole("button", { name: "Reply", exact: true }).click();
      await page.getByRole("textbox", { name: /reply/i }).fill("We have restarted the player. Does it play?");
    },
  },
  "ticket-note": {
    path: "/tickets?view=all",
    act: async (page) => {
      await openFirst(page);
      await page.getByRole("button", { name: "Internal note", exact: true }).click();
      await page.getByRole("textbox", { name: /note/i }).fill("The player was offline since 06:12.");
    },
  },
  "new-ticket": { path: "/new" },
  dashboard: { path: "/dashboard?range=30d" },
  companies: { path: "/companies" },
  company: { path: "/companies", act: (page) => page.getByRole("link", { name: "Hotel Alder & Quay" }).click() },
  contacts: { path: "/contacts" },
  zones: { path: "/zones" },
  people: { path: "/people" },
  "settings-profile": { path: "/settings/profile" },
  "settings-preferences": { path: "/settings/preferences" },
  "settings-security": { path: "/settings/security" },
  "settings-server": { path: "/settings/server" },
  palette: {
    path: "/tickets?view=all",
    act: async (page) => {
      await page.getByRole("button", { name: /^Find/ }).first().click();
      await page.getByPlaceholder("Find tickets").fill("hotel");
      await page.getByRole("dialog").getByRole("option").first().waitFor();
    },
  },
  missing: { path: "/nowhere" },
};

async function openFirst(page: Page): Promise<void> {
  await page.getByRole("row").first().click();
  await page.getByRole("button", { name: "Reply", exact: true }).waitFor();
  await page.waitForTimeout(600);
}

/** A server of its own, with the demo's tickets in a folder that goes away. */
async function openDemo(): Promise<{ base: string; close(): void }> {
  const folder = mkdtempSync(join(tmpdir(), "docket-screens-"));
  // where root's PostgreSQL, which is another account, may enter
  chmodSync(folder, 0o711);
  const env = { ...process.env, DATA_DIR: folder, PORT: "0", RATE_LIMIT: "off", ADMIN_PASSWORD: PASSWORD };
  const server = spawn(process.execPath, [join(root, "server/main.ts"), "serve", "--demo"], { env });
  const base = await new Promise<string>((resolve, reject) => {
    let said = "";
    server.stdout.on("data", (chunk: Buffer) => {
      said += chunk;
      const found = /ready at (http:\/\/\S+)/.exec(said);
      if (found) resolve(found[1]!);
    });
    server.once("exit", () => reject(new Error(`The server ended.\n${said}`)));
  });
  const close = () => {
    server.removeAllListeners("exit");
    server.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    server.kill("SIGTERM");
  };
  return { base, close };
}

async function signIn(browser: Browser, baseURL: string, look: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ baseURL, locale: "en-GB", reducedMotion: "reduce", ...look });
  const page = await context.newPage();
  page.setDefaultTimeout(8_000);
  await page.goto("/sign-in");
  await page.getByLabel("User name or e-mail").fill("admin");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(/tickets/);
  return page;
}

async function picture(page: Page, name: string, path: string): Promise<void> {
  const screen = SCREENS[name]!;
  await page.goto(screen.path);
  await page.waitForLoadState("networkidle", { timeout: 3_000 }).catch(() => {});
  await screen.act?.(page);
  // pictures, editors and charts that come a moment later
  await page.waitForTimeout(900);
  await page.screenshot({ path });
}

async function main(): Promise<void> {
  const options = {
    help: { type: "boolean", short: "h" },
    to: { type: "string" },
    readme: { type: "boolean" },
  } as const;
  const { values } = parseArgs({ options });
  if (values.help) return console.log(HELP);
  const folder = values.readme ? join(root, "docs/images") : (values.to ?? join(root, "screens"));
  mkdirSync(folder, { recursive: true });
  const demo = await openDemo();
  const executablePath = await chromiumPath();
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  try {
    const wanted: [look: string, name: string][] = values.readme
      ? [
          ["light", "ticket"],
          ["dark", "dashboard"],
        ]
      : Object.keys(LOOKS).flatMap((look) => Object.keys(SCREENS).map((name): [string, string] => [look, name]));
    for (const [look, names] of Map.groupBy(wanted, ([look]) => look)) {
      const page = await signIn(browser, demo.base, LOOKS[look]!);
      for (const [, name] of names) {
        const path = join(folder, values.readme ? `${name}.png` : `${name}-${look}.png`);
        await picture(page, name, path).catch((error: Error) => console.error(`${name} in ${look}: ${error.message}`));
        console.log(path);
      }
      await page.context().close();
    }
  } finally {
    await browser.close();
    demo.close();
  }
}

await main();
