import type { Locator } from "playwright-core";
import { expect, test } from "vitest";
import { runAutomations } from "../server/automations/react.ts";
import { addReaders, runReaction } from "../server/events/reader.ts";
import { makeCompany, makeTicket, PASSWORD } from "../test/world.ts";
import { expectAccessible, expectAccessibleEverywhere } from "./accessible.ts";
import { type BrowserDesk, fresh, goHome, goLive, goWithin, openDesk, openForJourneys, PHONE } from "./desk.ts";
import { pressInTurn } from "./keys-held.ts";

let desk: BrowserDesk;
openForJourneys(
  async () => {
    desk = await openDesk();
  },
  () => desk.close(),
);

test("preferences take effect at once and follow the user to another browser", async () => {
  const { page } = await desk.person("tom");
  await page.goto("/settings/preferences");
  const looks = page.getByRole("radiogroup", { name: "Appearance" });
  await looks.getByText("Dark").click();
  const scheme = (of = page) => of.locator("html").getAttribute("data-mantine-color-scheme");
  await expect.poll(() => scheme()).toBe("dark");
  await page.getByRole("combobox", { name: "Language" }).click();
  await page.getByRole("option", { name: "ไทย" }).click();
  await page.getByRole("heading", { name: "การตั้งค่า" }).waitFor();
  await expect
    .poll(async () => (await desk.tom.get("/users/me/preferences/")).body)
    .toMatchObject({ theme: "dark", language: "th" });
  const other = await desk.visitor();
  await other.page.goto("/sign-in");
  await other.page.getByLabel("Username or email").fill("tom");
  await other.page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await other.page.keyboard.press("Enter");
  await other.page.getByRole("link", { name: "แดชบอร์ด" }).waitFor();
  await expect.poll(() => scheme(other.page)).toBe("dark");
  // switches back to the device's language
  await page.getByRole("combobox", { name: "ภาษา" }).click();
  await page.getByRole("option", { name: "ตามอุปกรณ์นี้" }).click();
  await page.getByRole("heading", { name: "Settings" }).waitFor();
});

test("a signature survives a reload and focus that moves through its field", async () => {
  const { page } = await desk.person("fay");
  await page.goto("/settings/preferences");
  const box = page.getByLabel("Signature");
  await box.fill("Kind regards\nFay <Finance>");
  await page.keyboard.press("Tab");
  const signature = async () => (await desk.fay.get("/users/me/preferences/")).body.signature;
  await expect.poll(signature).toBe("<p>Kind regards</p><p>Fay &lt;Finance&gt;</p>");
  await page.reload();
  await box.focus();
  await expect.poll(() => box.inputValue()).toBe("Kind regards\nFay <Finance>");
  await page.keyboard.press("Tab");
  // the next request comes after the one that leaving the field would have sent
  await page.getByText("Compact").click();
  await expect.poll(async () => (await desk.fay.get("/users/me/preferences/")).body.density).toBe("compact");
  expect(await signature()).toBe("<p>Kind regards</p><p>Fay &lt;Finance&gt;</p>");
  // editing keeps a signature that has more than lines of text
  await desk.fay.patch("/users/me/preferences/", { signature: "<p><strong>Fay</strong></p><p>Finance</p>" });
  await page.reload();
  await page.getByRole("textbox", { name: "Signature" }).getByText("Finance").click();
  await page.keyboard.press("End");
  await page.keyboard.type("!");
  await page.getByText("Comfortable").click();
  await expect.poll(signature).toBe("<p><strong>Fay</strong></p><p>Finance!</p>");
});

test("a user changes their profile, and a refused field shows the reason", async () => {
  const { page } = await desk.person("fay");
  await page.goto("/settings");
  await page.getByLabel("Email").fill("nonsense");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Enter a valid email address.").waitFor();
  await page.getByLabel("Email").fill("fay@finance.test");
  await page.getByLabel("Last name").fill("Fiscal");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Your account: Fay Fiscal" }).waitFor();
});

test("a user chooses which emails to get and when", async () => {
  const { page } = await desk.person("tom");
  await page.goto("/settings/notifications");
  await page.getByRole("combobox", { name: "Someone assigns a ticket to me" }).click();
  await page.getByRole("option", { name: "In a digest" }).click();
  await page.getByRole("combobox", { name: "Send digests" }).click();
  await page.getByRole("option", { name: "Every hour" }).click();
  const sent: string[] = [];
  page.on("request", (request) => request.method() === "PATCH" && sent.push(request.postData() ?? ""));
  // the field's values while someone types a year
  for (const day of ["0002-01-15", "0020-01-15", "0203-01-15", "2036-01-15"])
    await page.getByLabel("Out of office until").fill(day);
  await page.keyboard.press("Enter");
  await expect
    .poll(async () => (await desk.tom.get("/users/me/notifications/")).body)
    .toMatchObject({ assigned: "digest", digest_minutes: 60, away_until: "2036-01-15T23:59:00Z" });
  // sent once, not at each key
  expect(sent.filter((each) => each.includes("away_until"))).toHaveLength(1);
  await page.reload();
  await expect
    .poll(() => page.getByRole("combobox", { name: "Someone assigns a ticket to me" }).inputValue())
    .toBe("In a digest");
});

test("a user changes the password and signs out everywhere", async () => {
  const username = fresh("may");
  await desk.admin.post("/users/", { username, password: PASSWORD, role: "Tech" });
  const first = await desk.person(username);
  await goHome(first.page);
  const { page } = await desk.person(username);
  await page.goto("/settings/security");
  await page.getByLabel("Current password").fill(PASSWORD);
  await page.getByLabel("New password").fill("another battery staple");
  await page.getByRole("button", { name: "Change password" }).click();
  await page.getByText("Password changed").waitFor();
  await first.page.reload();
  await first.page.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.getByRole("button", { name: "Sign out everywhere" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
});

test("a user sees their sessions and ends one of them", async () => {
  const phone = await desk.person("admin", {
    userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1",
  });
  await goHome(phone.page);
  const { page } = await desk.person("admin");
  await page.goto("/settings/security");
  const sessions = page.getByRole("listitem").filter({ hasText: "last used" });
  await sessions.filter({ hasText: "This device" }).waitFor();
  await page.getByRole("button", { name: "Sign out of Safari, iOS" }).click();
  await page.getByText("Signed out of Safari, iOS").waitFor();
  await expect.poll(() => sessions.filter({ hasText: "Safari, iOS" }).count()).toBe(0);
  await phone.page.reload();
  await phone.page.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.reload();
  await sessions.filter({ hasText: "This device" }).waitFor();
});

test("only an Admin sees the server's settings, without secrets, and a warning about a full disk", async () => {
  const isLow = async () =>
    (await desk.admin.get("/server-status/")).body.disks.some((disk: { is_low: boolean }) => disk.is_low);
  const { page } = await desk.person("admin");
  try {
    desk.free.files = 5_000_000;
    await expect.poll(isLow).toBe(true);
    await page.goto("/settings/server");
    await page.getByText("SECRET_KEY").waitFor();
    await page.getByRole("status").getByText("5 MB").waitFor();
  } finally {
    delete desk.free.files;
    await expect.poll(isLow).toBe(false);
  }
  expect(await page.content()).not.toContain("the tests sign their tokens");
  const finance = await desk.login("admin");
  expect((await finance.get("/server-settings/")).status).toBe(200);
  expect((await desk.tom.get("/server-settings/")).status).toBe(403);
});

test("settings are accessible in light, in dark and on a phone", async () => {
  const { page } = await desk.person("admin");
  await goHome(page);
  for (const part of [
    ...["profile", "preferences", "security", "notifications", "server"],
    ...["setup", "macros", "templates", "reports", "officeHours", "sla", "automations", "surveys"],
  ]) {
    await goWithin(page, `/settings/${part}`);
    await page.locator(`a[href="/settings/${part}"][aria-current=page]`).waitFor();
    await expect.poll(() => page.locator("[aria-busy=true], .mantine-Skeleton-root, section:empty").count()).toBe(0);
    await expectAccessibleEverywhere(page, part);
  }
  const phone = await desk.person("admin", PHONE);
  await phone.page.goto("/settings");
  await phone.page.getByRole("link", { name: "SLA policies" }).tap();
  await phone.page.getByRole("heading", { name: "SLA policies", exact: true }).waitFor();
  await phone.page.getByRole("link", { name: "Settings", exact: true }).tap();
  await phone.page.getByRole("link", { name: "Preferences" }).waitFor();
  await expectAccessible(phone.page, "the list of settings on a phone");
}, 240_000);

test("an Admin turns on assignment for a team, and an agent sets themselves as away", async () => {
  const username = fresh("ida");
  const { body } = await desk.admin.post("/users/", { username, first_name: "Ida", password: PASSWORD, role: "Music" });
  const { page } = await desk.person("admin");
  await page.goto("/settings/assignment");
  await page.getByRole("radiogroup").getByText("Music", { exact: true }).click();
  await page.getByRole("combobox", { name: "How tickets are assigned" }).click();
  await page.getByRole("option", { name: "Round robin" }).click();
  await page.getByText("Goes to Ida (0 open of 10).").waitFor();
  await expectAccessibleEverywhere(page, "assignment");
  const agent = await desk.person(username);
  await goHome(agent.page);
  await pressInTurn(agent.page, "g", "a");
  const dialog = agent.page.getByRole("dialog", { name: "Availability" });
  await dialog.getByRole("button", { name: "Away for an hour" }).click();
  await dialog.waitFor({ state: "detached" });
  // the Admin sees it immediately
  await page.getByText("Because: Ida is away.").waitFor();
  const state = async () => (await desk.admin.get("/teams/Music/routing/")).body.agents;
  expect(await state()).toMatchObject([{ user: body.id, state: "away", because: "chosen" }]);
});

test("an Admin writes an automation with the keyboard alone, sees it act, and looks up the reason", async () => {
  const reaction = runAutomations({ mailOut: "off", addresses: { publicUrl: null } } as never);
  await addReaders(desk.database.db, [reaction]);
  const { page } = await desk.person("admin");
  const reach = async (button: Locator) => {
    await button.waitFor();
    // a control that Tab does not reach within 150 presses fails here
    for (let left = 150; left > 0; left -= 1) {
      if (await button.evaluate((it) => it === document.activeElement)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error("Tab does not reach the control");
  };
  const choose = async (button: Locator, list: string, text: string) => {
    await reach(button);
    await page.keyboard.press("Enter");
    await page.getByRole("combobox", { name: list }).waitFor();
    await page.keyboard.type(text);
    await page.keyboard.press("Enter");
  };
  const name = fresh("Everything is urgent ");
  await page.goto("/settings/automations");
  await reach(page.getByRole("button", { name: "Add automation" }));
  await page.keyboard.press("Enter");
  await reach(page.getByRole("textbox", { name: "Name" }));
  await page.keyboard.type(name);
  await choose(page.getByRole("button", { name: "+ Add action" }), "Add action", "priority");
  // the next control, for the value, has the focus
  const priority = page.getByRole("combobox", { name: "set Priority to" });
  await expect.poll(() => priority.evaluate((it) => it === document.activeElement)).toBe(true);
  await page.keyboard.type("urgent");
  await page.keyboard.press("Enter");
  await expectAccessible(page, "the form of a rule");
  await page.keyboard.press("Control+Enter");
  await page.getByText(`${name} saved`).waitFor();
  const { company } = await makeCompany(desk.admin);
  const { id } = await makeTicket(desk.tom, company.id);
  await goLive(page, `/tickets/${id}`);
  await page.getByRole("list", { name: "Timeline" }).waitFor();
  while (await runReaction(desk.database.db, reaction));
  await page.getByText("changed the priority from Medium to Urgent").waitFor();
  await reach(page.getByRole("button", { name: "Why?" }));
  await page.keyboard.press("Enter");
  const why = page.getByRole("dialog", { name: "Why did this change?" });
  await why.getByText(`The automation “${name}” ran`).waitFor();
  await why.getByText("Priority: Medium → Urgent").waitFor();
  await expectAccessible(page, "the answer to Why?");
  await page.goto("/settings/macros");
  await page.getByRole("button", { name: "New macro" }).click();
  await page.getByRole("textbox", { name: "Text" }).waitFor();
  // after a placeholder is inserted, typing continues behind it
  const text = page.getByRole("textbox", { name: "Text" });
  await text.click();
  await page.keyboard.type("Hello ");
  await page.getByRole("combobox", { name: "Insert placeholder" }).click();
  await page.getByRole("option", { name: "Contact’s first name" }).click();
  await expect.poll(() => text.evaluate((it) => it === document.activeElement)).toBe(true);
  await page.keyboard.type(", thank you");
  await expect.poll(() => text.textContent()).toBe("Hello {{ contact.first_name }}, thank you");
  await expectAccessible(page, "the form of a macro");
});
