import type { Locator, Page } from "playwright-core";
import { HELP_CENTER } from "./pictured-help-center.ts";
import { buttonOf, followLink, press, type Screen, say } from "./pictured-parts.ts";
import { SETTINGS } from "./pictured-settings.ts";

const LIST = "/tickets?view=all";
const FILTERED_LIST = `${LIST}&status=new,assigned&priority=urgent,high`;
const rows = (page: Page): Locator => page.getByRole("grid").getByRole("row");
const dialog = (page: Page): Locator => page.getByRole("dialog");

async function openRow(page: Page, at: number): Promise<void> {
  await rows(page).nth(at).click();
  await buttonOf(page, "replies.reply").first().waitFor();
}

async function write(page: Page, at: number, kind: "replies.reply" | "ticket.note", text: string): Promise<void> {
  await openRow(page, at);
  await buttonOf(page, kind).first().click();
  const box = page.locator('[contenteditable="true"][role="textbox"]');
  await box.waitFor();
  await box.fill(text);
  // once the draft is saved, the line below the text no longer changes
  await page.getByText(say("replies.saved"), { exact: true }).waitFor();
}

const openFilters = (page: Page) =>
  page
    .getByRole("button", { name: new RegExp(say("filters.title")) })
    .first()
    .click();

async function choose(page: Page): Promise<void> {
  for (const at of [0, 2, 3]) await rows(page).nth(at).getByRole("checkbox").click();
  const bar = page.getByRole("toolbar", { name: say("bulk.title") });
  await bar.getByText(say("bulk.chosen_other", "3")).first().waitFor();
}

/** Chooses an entry of a ticket's menu. */
const fromMenu = (key: string) => async (page: Page) => {
  await openRow(page, 0);
  await buttonOf(page, "ticket.more").first().click();
  await page.getByRole("menuitem", { name: say(key) }).click();
  await dialog(page).waitFor();
};

const TICKETS: Record<string, Screen> = {
  inbox: { path: LIST },
  "inbox-filtered": { path: FILTERED_LIST },
  "inbox-empty": { path: `${LIST}&q=nothing+has+these+words` },
  "inbox-trash": { path: "/tickets?view=trash" },
  "inbox-chosen": { path: LIST, act: choose },
  "inbox-assign": {
    path: LIST,
    act: async (page) => {
      await choose(page);
      await buttonOf(page, "bulk.do.assignee").first().click();
      // on a phone, the hidden menu of views has options, too
      await page.getByRole("option").filter({ visible: true }).first().waitFor();
    },
  },
  "inbox-table": {
    path: LIST,
    looks: ["light", "dark"],
    act: async (page) => {
      await page.keyboard.press("v");
      await page.getByRole("columnheader").first().waitFor();
    },
    after: (page) => page.keyboard.press("v"),
  },
  "inbox-filters": { path: FILTERED_LIST, looks: ["phone"], act: openFilters },
  "inbox-look": {
    path: LIST,
    act: async (page) => {
      await buttonOf(page, "inbox.look").first().click();
      await page.getByText(say("look.sortBy")).waitFor();
    },
  },
  "view-save": {
    path: FILTERED_LIST,
    act: async (page) => {
      // on a phone, the button is in the filter sheet
      if (!(await buttonOf(page, "savedViews.save").isVisible())) await openFilters(page);
      await buttonOf(page, "savedViews.save").click();
    },
  },
  ticket: { path: LIST, act: (page) => openRow(page, 0) },
  "ticket-panel": {
    path: LIST,
    looks: ["phone"],
    act: async (page) => {
      await openRow(page, 0);
      await buttonOf(page, "ticket.details").click();
      await dialog(page).waitFor();
    },
  },
  "ticket-menu": {
    path: LIST,
    act: async (page) => {
      await openRow(page, 0);
      await buttonOf(page, "ticket.more").first().click();
      await page.getByRole("menuitem").first().waitFor();
    },
  },
  "ticket-merge": { path: LIST, act: fromMenu("merging.merge") },
  "ticket-as-customer": { path: LIST, act: fromMenu("asCustomer.title") },
  "ticket-snooze": {
    path: LIST,
    act: async (page) => {
      await openRow(page, 0);
      await page.keyboard.press("h");
      await dialog(page).waitFor();
    },
  },
  "ticket-macros": {
    path: LIST,
    act: async (page) => {
      await openRow(page, 0);
      await buttonOf(page, "replies.reply").first().click();
      await buttonOf(page, "macros.pick").click();
      await dialog(page).getByRole("option").first().waitFor();
    },
  },
  "ticket-reply": {
    path: LIST,
    writes: true,
    act: (page, at) => write(page, at, "replies.reply", "We have restarted the player. Does it play?"),
  },
  "ticket-note": {
    path: LIST,
    writes: true,
    act: (page, at) => write(page, at, "ticket.note", "The player was offline since 06:12."),
  },
  "new-ticket": { path: "/new" },
  palette: {
    path: LIST,
    act: async (page) => {
      await page.keyboard.press("Control+k");
      await page.getByPlaceholder(say("palette.hint")).fill("hotel");
      await dialog(page).getByRole("option").first().waitFor();
    },
  },
  shortcuts: {
    path: LIST,
    looks: ["light", "dark"],
    act: async (page) => {
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: say("shortcuts.title") }).waitFor();
    },
  },
};

const RECORDS: Record<string, Screen> = {
  dashboard: { path: "/dashboard?range=30d" },
  companies: { path: "/companies" },
  company: { path: "/companies", act: followLink("Hotel Alder & Quay") },
  "company-form": { path: "/companies", act: press("companies.new") },
  contacts: { path: "/contacts" },
  contact: { path: "/contacts", act: followLink() },
  "contact-edit": {
    path: "/contacts",
    act: async (page) => {
      await followLink()(page);
      await press("common.edit")(page);
      await dialog(page).waitFor();
    },
  },
  "contact-as-customer": {
    path: "/contacts",
    act: async (page) => {
      await followLink()(page);
      await press("asCustomer.title")(page);
      await dialog(page).waitFor();
    },
  },
  "contact-erase": {
    path: "/contacts",
    act: async (page) => {
      await followLink()(page);
      await press("contacts.erase.open")(page);
      await dialog(page).waitFor();
    },
  },
  zones: { path: "/zones" },
  zone: { path: "/zones", act: followLink() },
  knowledge: { path: "/knowledge" },
  "knowledge-categories": { path: "/knowledge/categories" },
  "knowledge-import": { path: "/knowledge/import" },
  "knowledge-report": { path: "/knowledge/report" },
  article: { path: "/knowledge", act: followLink("Green light, but no sound") },
  "article-new": { path: "/knowledge/new" },
  people: { path: "/people" },
  "people-invite": { path: "/people", act: press("account.invite") },
  person: { path: "/people", act: followLink("Amara Okoye") },
  missing: { path: "/nowhere" },
};

const SIGN_IN: Record<string, Screen> = {
  "sign-in": { path: "/sign-in", by: "visitor" },
  "password-forgot": { path: "/password/forgot", by: "visitor" },
  "password-expired": { path: "/password/new#expired", by: "visitor" },
  "password-invited": { path: (desk) => desk.invitation(), by: "visitor" },
};

/** What a new desk shows while it has no data. */
const EMPTY_DESK: Record<string, Screen> = Object.fromEntries(
  Object.entries({
    inbox: "/tickets",
    drafts: "/tickets?view=drafts",
    dashboard: "/dashboard?range=30d",
    companies: "/companies",
    contacts: "/contacts",
    zones: "/zones",
    knowledge: "/knowledge",
    people: "/people",
    setup: "/settings/setup",
    macros: "/settings/macros",
    templates: "/settings/templates",
    reports: "/settings/reports",
    email: "/settings/email",
    incoming: "/settings/email?tab=incoming",
    sla: "/settings/sla",
    automations: "/settings/automations",
    assignment: "/settings/assignment",
    "help-center": "/portal/en/",
  }).map(([name, path]) => [`empty-${name}`, { path, by: "newcomer" }]),
);

/** All screens by the names of their screenshots. */
export const SCREENS: Record<string, Screen> = {
  ...SIGN_IN,
  ...TICKETS,
  ...RECORDS,
  ...SETTINGS,
  ...HELP_CENTER,
  ...EMPTY_DESK,
};
