import type { Locator, Page } from "playwright-core";

export interface Screen {
  path: string;
  /** What to do before the screenshot; `at` is this screenshot's row of the list. */
  act?: (page: Page, at: number) => Promise<unknown>;
  /** What to do after it, so that the next one begins with the same state. */
  after?: (page: Page) => Promise<unknown>;
  /** It leaves a draft, so the next such screenshot uses another row. */
  writes?: true;
  /** The looks that it is taken in; all if left out. */
  looks?: readonly string[];
  /** A screen for people who are not signed in. */
  isOutside?: true;
}

const LIST = "/tickets?view=all";
const FILTERED = `${LIST}&status=new,assigned&priority=urgent,high`;
const rows = (page: Page): Locator => page.getByRole("grid").getByRole("row");
const button = (page: Page, name: string): Locator => page.getByRole("button", { name, exact: true });

async function openRow(page: Page, at: number): Promise<void> {
  await rows(page).nth(at).click();
  await button(page, "Reply").waitFor();
}

/** Opens the record with this name from its list, or the first one. */
const follow = (name?: string) => (page: Page) =>
  page
    .getByRole("main")
    .getByRole("link", name ? { name } : {})
    .first()
    .click();

async function write(page: Page, at: number, kind: "Reply" | "Internal note", text: string): Promise<void> {
  await openRow(page, at);
  await button(page, kind).click();
  const box = page.locator('[contenteditable="true"][role="textbox"]');
  await box.waitFor();
  await box.fill(text);
  // after it is saved, the line below the text no longer changes
  await page.getByText("Draft saved", { exact: true }).waitFor();
}

const openFilters = (page: Page) => page.getByRole("button", { name: /^(?:\d+ )?filters?\b/i }).click();

async function choose(page: Page): Promise<void> {
  for (const at of [0, 2, 3]) await rows(page).nth(at).getByRole("checkbox").click();
  await page.getByRole("toolbar", { name: "Actions for selected tickets" }).getByText("3 selected").first().waitFor();
}

/** Every screen of the app, by the name of its screenshot. */
export const SCREENS: Record<string, Screen> = {
  "sign-in": { path: "/sign-in", isOutside: true },
  "password-forgot": { path: "/password/forgot", isOutside: true },
  "password-expired": { path: "/password/new#expired", isOutside: true },
  inbox: { path: LIST },
  "inbox-filtered": { path: FILTERED },
  "inbox-empty": { path: `${LIST}&q=nothing+has+these+words` },
  "inbox-trash": { path: "/tickets?view=trash" },
  "inbox-chosen": { path: LIST, act: choose },
  "inbox-table": {
    path: LIST,
    looks: ["light", "dark"],
    act: async (page) => {
      await page.keyboard.press("v");
      await page.getByRole("columnheader").first().waitFor();
    },
    after: (page) => page.keyboard.press("v"),
  },
  "inbox-filters": { path: FILTERED, looks: ["phone"], act: openFilters },
  "view-save": {
    path: FILTERED,
    act: async (page) => {
      // on a phone, it is in the filter sheet
      if (!(await button(page, "Save as view").isVisible())) await openFilters(page);
      await button(page, "Save as view").click();
    },
  },
  ticket: { path: LIST, act: (page) => openRow(page, 0) },
  "ticket-panel": {
    path: LIST,
    looks: ["phone"],
    act: async (page) => {
      await openRow(page, 0);
      await button(page, "Details").click();
      await page.getByRole("dialog").waitFor();
    },
  },
  "ticket-reply": {
    path: LIST,
    writes: true,
    act: (page, at) => write(page, at, "Reply", "We have restarted the player. Does it play?"),
  },
  "ticket-note": {
    path: LIST,
    writes: true,
    act: (page, at) => write(page, at, "Internal note", "The player was offline since 06:12."),
  },
  "new-ticket": { path: "/new" },
  dashboard: { path: "/dashboard?range=30d" },
  companies: { path: "/companies" },
  company: { path: "/companies", act: follow("Hotel Alder & Quay") },
  contacts: { path: "/contacts" },
  contact: { path: "/contacts", act: follow() },
  zones: { path: "/zones" },
  zone: { path: "/zones", act: follow() },
  knowledge: { path: "/knowledge" },
  article: { path: "/knowledge", act: follow("Green light, but no sound") },
  people: { path: "/people" },
  person: { path: "/people", act: follow("Amara Okoye") },
  "settings-profile": { path: "/settings/profile" },
  "settings-preferences": { path: "/settings/preferences" },
  "settings-security": { path: "/settings/security" },
  "settings-notifications": { path: "/settings/notifications" },
  "settings-reports": {
    path: "/settings/reports",
    act: (page) => page.getByRole("button", { name: "New report by email" }).click(),
  },
  "settings-email": { path: "/settings/email" },
  "settings-email-outgoing": { path: "/settings/email?tab=outgoing" },
  "settings-email-preview": {
    path: "/settings/email?tab=outgoing",
    act: async (page) => {
      await page.getByRole("table", { name: "Outgoing emails" }).getByRole("button").first().click();
      await page.getByRole("dialog").locator("iframe").waitFor();
    },
  },
  "settings-setup": { path: "/settings/setup" },
  "settings-sla": { path: "/settings/sla" },
  "settings-sla-policy": {
    path: "/settings/sla",
    act: (page) => page.getByRole("button", { name: "Add policy" }).last().click(),
  },
  "settings-automations": { path: "/settings/automations" },
  "settings-automation": {
    path: "/settings/automations",
    act: async (page) => {
      await page.getByRole("button", { name: "Edit Invoices to Finance" }).click();
      await page.getByRole("button", { name: "Show", exact: true }).click();
    },
  },
  "settings-macros": { path: "/settings/macros" },
  "settings-macro": {
    path: "/settings/macros",
    act: (page) => page.getByRole("button", { name: "New macro" }).click(),
  },
  "settings-calendar": {
    path: "/settings/sla",
    act: async (page) => {
      await page.getByText("Calendars", { exact: true }).click();
      await page.getByRole("button", { name: "Add calendar" }).click();
    },
  },
  "settings-templates": { path: "/settings/templates" },
  "settings-assignment": {
    path: "/settings/assignment",
    act: async (page) => {
      await page.getByRole("radiogroup").getByText("Tech", { exact: true }).click();
      await page.getByRole("combobox", { name: "How tickets are assigned" }).click();
      await page.getByRole("option", { name: "Round robin" }).click();
      await page.getByText("The next ticket").waitFor();
    },
  },
  availability: {
    path: "/settings/profile",
    act: async (page) => {
      await page.keyboard.press("g");
      await page.keyboard.press("a");
      await page.getByRole("dialog").getByText("Away for an hour").waitFor();
    },
  },
  "settings-server": { path: "/settings/server" },
  palette: {
    path: LIST,
    act: async (page) => {
      await page
        .getByRole("button", { name: /^Search/ })
        .first()
        .click();
      await page.getByPlaceholder("Search tickets and people").fill("hotel");
      await page.getByRole("dialog").getByRole("option").first().waitFor();
    },
  },
  shortcuts: {
    path: LIST,
    looks: ["light", "dark"],
    act: async (page) => {
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    },
  },
  missing: { path: "/nowhere" },
};
