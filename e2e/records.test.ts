import { expect, test } from "vitest";
import { makeCompany, makeTicket } from "../test/world.ts";
import { expectAccessible, expectAccessibleEverywhere } from "./accessible.ts";
import { type BrowserDesk, fresh, goHome, goLive, goWithin, openDesk, openForJourneys, PHONE } from "./desk.ts";
import { expectTappable } from "./tappable.ts";

let desk: BrowserDesk;
let company: { id: string };
let contact: { id: string };
let zone: { id: string };
openForJourneys(
  async () => {
    desk = await openDesk();
    ({ company, contact, zone } = await makeCompany(desk.tom, "Harbour Hotel"));
    await makeTicket(desk.tom, company.id, { subject: "Lobby is silent", contact: contact.id, zone: zone.id });
  },
  () => desk.close(),
);

test("a company is created, found by typing and edited, and a wrong field shows its error", async () => {
  const name = fresh("Lakeside Grand ");
  const { page } = await desk.person("fay");
  await page.goto("/companies");
  const opener = page.getByRole("button", { name: "New company" });
  await opener.click();
  const form = page.getByRole("dialog", { name: "New company" });
  // a form that closes gives the focus back
  await form.getByLabel("Email").press("Escape");
  await expect.poll(() => opener.evaluate((button) => button === document.activeElement)).toBe(true);
  await page.keyboard.press("Enter");
  await form.getByLabel("Name", { exact: false }).first().fill(name);
  await form.getByLabel("Email").fill("nonsense");
  // neither a click outside nor Escape discards the text
  await page.mouse.click(300, 500);
  await form.getByText("You have unsaved changes.").waitFor();
  await page.keyboard.press("Escape");
  expect(await form.getByLabel("Email").inputValue()).toBe("nonsense");
  await form.getByRole("button", { name: "Save" }).click();
  await form.getByText("Enter a valid email address.").waitFor();
  await form.getByLabel("Email").fill("desk@lakeside.test");
  await form.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name }).waitFor();
  await page.getByRole("link", { name: "Companies" }).first().click();
  await page.getByRole("searchbox").fill(name.toLowerCase().slice(4));
  await page.getByRole("link", { name }).waitFor();
  await expect.poll(() => page.getByRole("link", { name: "Harbour Hotel" }).count()).toBe(0);
});

test("a company shows its tickets, contacts and zones, and lists what is deleted with it", async () => {
  const { page } = await desk.person("admin");
  await page.goto(`/companies/${company.id}`);
  await page.getByRole("link", { name: "Lobby is silent" }).waitFor();
  await page.getByRole("link", { name: "Ploy Srisai" }).waitFor();
  await page.getByRole("button", { name: "Delete" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete Harbour Hotel?" });
  await dialog.getByText("All its tickets (1) move to trash").waitFor();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await page.getByText("Harbour Hotel deleted").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("heading", { name: "Harbour Hotel" }).waitFor();
  await page.getByRole("link", { name: "Lobby is silent" }).waitFor();
});

test("a deleted contact is restored with its tickets, by undo or from the list of deleted contacts", async () => {
  const name = fresh("Leaving Guest ");
  const { id } = (await desk.tom.post("/contacts/", { company: company.id, name })).body;
  const asked = await makeTicket(desk.tom, company.id, { subject: `Asked by ${name}`, contact: id });
  const { page } = await desk.person("admin");
  const remove = async () => {
    await page.goto(`/contacts/${id}`);
    await page.getByRole("link", { name: `Asked by ${name}` }).waitFor();
    await page.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText(`${name} deleted`).waitFor();
  };
  await remove();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("link", { name: `Asked by ${name}` }).waitFor();
  await remove();
  await page.goto("/contacts");
  await page.getByRole("button", { name: "Deleted", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Deleted in the last 30 days" });
  await dialog.getByRole("button", { name: `Restore: ${name}` }).waitFor();
  await dialog.getByRole("button", { name: `Restore: ${name}` }).click();
  await page.getByText(`${name} restored`).waitFor();
  await page.goto(`/contacts/${id}`);
  await page.getByRole("link", { name: `Asked by ${name}` }).waitFor();
  await desk.tom.remove(`/tickets/${asked.id}/`);
});

/** Deletes what an earlier attempt may have left. */
async function clear(subject: string): Promise<void> {
  for (const { id } of (await desk.tom.get(`/tickets/?search=${subject}`)).body.results)
    await desk.tom.remove(`/tickets/${id}/`);
}

test("a company lists its open tickets first, each with its status in words", async () => {
  await clear("Bar was too loud");
  const done = await makeTicket(desk.tom, company.id, { subject: "Bar was too loud" });
  await desk.tom.patch(`/tickets/${done.id}/`, { status: "resolved" });
  const { page } = await desk.person("tom");
  await page.goto(`/companies/${company.id}`);
  const tickets = page.getByRole("region", { name: "Tickets" });
  await tickets.getByText("1 open").waitFor();
  await page.goto("/companies");
  await page.getByRole("link", { name: "1 open ticket", exact: true }).waitFor();
  await page.goBack();
  await expect.poll(() => tickets.getByRole("listitem").allTextContents()).toHaveLength(2);
  const lines = await tickets.getByRole("listitem").allTextContents();
  expect(lines[0]).toMatch(/Lobby is silent.*New/);
  expect(lines[1]).toMatch(/Bar was too loud.*Resolved/);
  await desk.tom.remove(`/tickets/${done.id}/`);
});

test("a user's page shows their contact details and tickets; only an Admin can change it", async () => {
  const id = (await desk.tom.get("/users/me/")).body.id;
  await clear("Speaker hums");
  const mine = await makeTicket(desk.tom, company.id, { subject: "Speaker hums", assigned_to: id });
  const { page } = await desk.person("fay");
  await page.goto(`/people/${id}`);
  await page.getByRole("heading", { name: "Tom Tech", level: 1 }).waitFor();
  await page.getByRole("link", { name: "Speaker hums" }).waitFor();
  expect(await page.getByRole("button", { name: "Actions for Tom Tech" }).count()).toBe(0);
  const { page: admins } = await desk.person("admin");
  await admins.goto("/people");
  await admins.getByRole("link", { name: "Tom Tech" }).click();
  await admins.getByRole("heading", { name: "Tom Tech", level: 1 }).waitFor();
  await admins.getByRole("button", { name: "Actions for Tom Tech" }).click();
  await admins.getByRole("menuitem", { name: "Edit" }).click();
  const form = admins.getByRole("dialog", { name: "Edit user" });
  await form.getByLabel("Department").fill("Field service");
  await form.getByRole("button", { name: "Save" }).click();
  await admins.getByRole("main").getByText("Field service").waitFor();
  await desk.tom.remove(`/tickets/${mine.id}/`);
});

test("on a phone, no list or record is cut off or wider than the screen", async () => {
  const { page } = await desk.person("admin", PHONE);
  await goHome(page);
  for (const [path, heading] of [
    ["/companies", "Companies"],
    ["/contacts", "Contacts"],
    ["/zones", "Zones"],
    ["/people", "People"],
    [`/companies/${company.id}`, "Harbour Hotel"],
    ["/settings/server", "Settings"],
  ] as const) {
    await goWithin(page, path);
    await page.getByRole("heading", { name: heading, level: 1 }).waitFor();
    await expect.poll(() => page.locator("[aria-busy=true]").count()).toBe(0);
    const wide = await page.locator("main *").evaluateAll((all) => {
      const scrolls = (each: Element) => /auto|scroll/.test(getComputedStyle(each).overflowX);
      // everything in a row that scrolls sideways, such as the tabs of Settings, can be reached
      const isWithin = (each: Element | null): boolean =>
        Boolean(each && (scrolls(each) || isWithin(each.parentElement)));
      return all
        .filter((each) => each.clientWidth > 8 && each.getBoundingClientRect().right > 391)
        .filter((each) => !isWithin(each.parentElement))
        .map((each) => each.outerHTML);
    });
    expect(wide, path).toEqual([]);
    await expectTappable(page, path);
    // their rows have two links, one below the other
    if (/contacts|zones/.test(path)) await expectAccessible(page, `${path} on a phone`);
  }
  await goWithin(page, "/companies");
  await page.getByRole("button", { name: "New company" }).click();
  await page.getByRole("dialog", { name: "New company" }).waitFor();
});

test("a wrong URL shows an error and a link to continue", async () => {
  const { page } = await desk.person("tom");
  await page.goto("/nowhere/at/all");
  await page.getByRole("heading", { name: "Page not found" }).waitFor();
  await page.getByRole("navigation", { name: "Main navigation" }).getByRole("link", { name: "Companies" }).click();
  await page.getByRole("heading", { name: "Companies", level: 1 }).waitFor();
});

test("a change by someone else appears without a reload", async () => {
  const { page } = await desk.person("tom");
  await goLive(page, `/contacts/${contact.id}`);
  await page.getByRole("heading", { name: "Ploy Srisai" }).waitFor();
  await desk.fay.patch(`/contacts/${contact.id}/`, { name: "Ploy Wong" });
  await page.getByRole("heading", { name: "Ploy Wong" }).waitFor();
  await desk.fay.patch(`/contacts/${contact.id}/`, { name: "Ploy Srisai" });
});

test("an Admin adds a user, sets a new password and deactivates the user, with undo", async () => {
  const [username, name] = [fresh("mia"), fresh("Mia ")];
  const { page } = await desk.person("admin");
  await page.goto("/people");
  await page.getByRole("button", { name: "Add with password" }).click();
  const form = page.getByRole("dialog", { name: "Add with password" });
  await form.getByLabel("Username").fill(username);
  await form.getByLabel("First name").fill(name);
  await form.getByLabel("Password").fill("a password of hers");
  await form.getByRole("button", { name: "Save" }).click();
  await form.waitFor({ state: "detached" });
  expect((await desk.login(username, "a password of hers")).token).not.toBe("");
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: "Deactivate" }).click();
  await page.getByText(`${name} can no longer sign in`).waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText(`${name} can sign in again`).waitFor();
});

test("the pages of records are accessible in light, in dark and on a phone", async () => {
  const { page } = await desk.person("admin");
  await goHome(page);
  for (const [path, heading] of [
    ["/companies", "Companies"],
    [`/companies/${company.id}`, "Harbour Hotel"],
    [`/contacts/${contact.id}`, "Ploy Srisai"],
    [`/zones/${zone.id}`, "Lobby"],
    ["/contacts", "Contacts"],
    ["/zones", "Zones"],
    ["/knowledge", "Knowledge"],
    ["/knowledge/categories", "Categories"],
    ["/knowledge/import", "Import articles"],
    ["/knowledge/report", "Report"],
    ["/people", "People"],
    [`/people/${(await desk.tom.get("/users/me/")).body.id}`, "Tom Tech"],
    ["/nowhere", "Page not found"],
  ] as const) {
    await goWithin(page, path);
    await page.getByRole("heading", { name: heading, level: 1 }).waitFor();
    await expect.poll(() => page.locator("[aria-busy=true]").count()).toBe(0);
    await expectAccessibleEverywhere(page, path);
  }
}, 180_000);
