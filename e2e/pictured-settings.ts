import type { Page } from "playwright-core";
import { buttonOf, press, type Screen, say } from "./pictured-parts.ts";

/** Opens the first email of a table. */
const openFirst = (table: string) => async (page: Page) => {
  await page
    .getByRole("table", { name: say(table) })
    .getByRole("button")
    .first()
    .click();
  await page.getByRole("dialog").locator("iframe, pre, p").first().waitFor();
};

/** The screens of Settings by the names of their screenshots. */
export const SETTINGS: Record<string, Screen> = {
  "settings-profile": { path: "/settings/profile" },
  "settings-preferences": { path: "/settings/preferences" },
  "settings-security": { path: "/settings/security" },
  "settings-notifications": { path: "/settings/notifications" },
  "settings-reports": { path: "/settings/reports" },
  "settings-report": { path: "/settings/reports", act: press("reportEmails.add") },
  "settings-email": { path: "/settings/email" },
  "settings-email-mailbox": { path: "/settings/email", act: press("email.add") },
  "settings-email-outgoing": { path: "/settings/email?tab=outgoing" },
  "settings-email-preview": { path: "/settings/email?tab=outgoing", act: openFirst("email.table") },
  "settings-email-incoming": { path: "/settings/email?tab=incoming" },
  "settings-email-rules": { path: "/settings/email?tab=rules" },
  "settings-email-suppressed": { path: "/settings/email?tab=suppressed" },
  "settings-email-templates": { path: "/settings/email?tab=templates" },
  "settings-setup": { path: "/settings/setup" },
  "settings-sla": { path: "/settings/sla" },
  "settings-sla-policy": { path: "/settings/sla", act: press("sla.policies.add") },
  "settings-calendars": { path: "/settings/officeHours" },
  "settings-calendar": { path: "/settings/officeHours", act: press("sla.calendars.add") },
  "settings-automations": { path: "/settings/automations" },
  "settings-automation": {
    path: "/settings/automations",
    act: async (page) => {
      await buttonOf(page, "items.edit", "Nobody has answered for two days").click();
      await press("automations.dry.run")(page);
    },
  },
  "settings-macros": { path: "/settings/macros" },
  "settings-macro": { path: "/settings/macros", act: press("macros.add") },
  "settings-templates": { path: "/settings/templates" },
  "settings-template": { path: "/settings/templates", act: press("templates.add") },
  "settings-recurrence": { path: "/settings/templates", act: press("recurring.add") },
  "settings-help-center": { path: "/settings/helpCenter" },
  "settings-surveys": { path: "/settings/surveys" },
  "settings-assignment": {
    path: "/settings/assignment",
    act: async (page) => {
      await page.getByRole("radiogroup").getByText(say("roles.Tech"), { exact: true }).click();
      await page.getByRole("combobox", { name: say("assignment.mode") }).click();
      await page.getByRole("option", { name: say("assignment.modes.round_robin") }).click();
      await page.getByText(say("assignment.next")).waitFor();
    },
  },
  "settings-skills": {
    path: "/settings/assignment",
    act: (page) => page.getByRole("radiogroup").getByText(say("assignment.skills.title"), { exact: true }).click(),
  },
  availability: {
    path: "/settings/profile",
    act: async (page) => {
      await page.keyboard.press("g");
      await page.keyboard.press("a");
      await page.getByRole("dialog").getByText(say("assignment.awayHour")).waitFor();
    },
  },
  "settings-server": { path: "/settings/server" },
};
