import { afterAll, beforeAll, expect, test } from "vitest";
import { makeCompany, makeTicket } from "../test/world.ts";
import { expectAccessibleEverywhere } from "./accessible.ts";
import { type Desk, openDesk } from "./desk.ts";

let desk: Desk;
let company: { id: string };
let contact: { id: string };
let zone: { id: string };
beforeAll(async () => {
  desk = await openDesk();
  ({ company, contact, zone } = await makeCompany(desk.tom, "Harbour Hotel"));
  await makeTicket(desk.tom, company.id, { subject: "Lobby is silent", contact: contact.id, zone: zone.id });
});
afterAll(() => desk.close());

test("a company is created, found while typing, edited, and says what is wrong with a field", async () => {
  const { page } = await desk.person("fay");
  await page.goto("/companies");
  await page.getByRole("button", { name: "New company" }).click();
  const form = page.getByRole("dialog", { name: "New company" });
  await form.getByLabel("Name", { exact: false }).first().fill("Lakeside Grand");
  await form.getByLabel("E-mail").fill("nonsense");
  await form.getByRole("button", { name: "Save" }).click();
  await form.getByText("Enter a valid email address.").waitFor();
  await form.getByLabel("E-mail").fill("desk@lakeside.test");
  await form.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Lakeside Grand" }).waitFor();
  await page.getByRole("link", { name: "Companies" }).first().click();
  await page.getByRole("searchbox").fill("lakesi");
  await page.getByRole("link", { name: "Lakeside Grand" }).waitFor();
  await expect.poll(() => page.getByRole("link", { name: "Harbour Hotel" }).count()).toBe(0);
});

test("a company shows its tickets, contacts and zones, and says what goes along before it is deleted", async () => {
  const { page } = await desk.person("admin");
  await page.goto(`/companies/${company.id}`);
  await page.getByRole("link", { name: "Lobby is silent" }).waitFor();
  await page.getByRole("link", { name: "Ploy Srisai" }).waitFor();
  await page.getByRole("button", { name: "Delete" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete Harbour Hotel?" });
  await dialog.getByText("Its 1 tickets go to the trash").waitFor();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await page.getByText("Harbour Hotel is deleted.").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("heading", { name: "Harbour Hotel" }).waitFor();
  await page.getByRole("link", { name: "Lobby is silent" }).waitFor();
});

test("a change by somebody else shows without a reload", async () => {
  const { page } = await desk.person("tom");
  await page.goto(`/contacts/${contact.id}`);
  await page.getByRole("heading", { name: "Ploy Srisai" }).waitFor();
  await desk.fay.patch(`/contacts/${contact.id}/`, { name: "Ploy Wong" });
  await page.getByRole("heading", { name: "Ploy Wong" }).waitFor();
  await desk.fay.patch(`/contacts/${contact.id}/`, { name: "Ploy Srisai" });
});

test("an Admin adds a user, gives a new password and takes the right to sign in away, with undo", async () => {
  const { page } = await desk.person("admin");
  await page.goto("/people");
  await page.getByRole("button", { name: "New user" }).click();
  const form = page.getByRole("dialog", { name: "New user" });
  await form.getByLabel("User name").fill("mia");
  await form.getByLabel("First name").fill("Mia");
  await form.getByLabel("Password").fill("a password of hers");
  await form.getByRole("button", { name: "Save" }).click();
  await form.waitFor({ state: "detached" });
  expect((await desk.login("mia", "a password of hers")).token).not.toBe("");
  await page.getByRole("button", { name: "What can be done with Mia" }).click();
  await page.getByRole("menuitem", { name: "Deactivate" }).click();
  await page.getByText("Mia can no longer sign in.").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("Mia can sign in again.").waitFor();
});

test("the pages of records are accessible in light, in dark and on a phone", async () => {
  const { page } = await desk.person("admin");
  for (const [path, heading] of [
    ["/companies", "Companies"],
    [`/companies/${company.id}`, "Harbour Hotel"],
    [`/contacts/${contact.id}`, "Ploy Srisai"],
    [`/zones/${zone.id}`, "Lobby"],
    ["/people", "People"],
  ] as const) {
    await page.goto(path);
    await page.getByRole("heading", { name: heading, level: 1 }).waitFor();
    await expect.poll(() => page.locator("[aria-busy=true]").count()).toBe(0);
    await expectAccessibleEverywhere(page, path);
  }
});
