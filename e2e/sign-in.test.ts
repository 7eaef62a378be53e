import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { PASSWORD } from "../test/world.ts";
import { expectAccessibleEverywhere } from "./accessible.ts";
import { type BrowserDesk, goHome, openDesk, openForJourneys } from "./desk.ts";

let desk: BrowserDesk;
openForJourneys(
  async () => {
    desk = await openDesk();
  },
  () => desk.close(),
);

async function signIn(page: Page, password = PASSWORD, username = "tom"): Promise<void> {
  await page.getByLabel("Username or email").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.keyboard.press("Enter");
}

test("a user signs in with a cookie that scripts cannot read, stays signed in after a reload, and signs out", async () => {
  const { page, context } = await desk.visitor();
  await page.goto("/sign-in");
  await signIn(page);
  await page.getByRole("button", { name: /Your account: Tom Tech/ }).waitFor();
  expect(await page.evaluate(() => document.cookie)).toBe("");
  expect(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))).not.toMatch(/eyJ/);
  const cookies = await context.cookies();
  expect(cookies).toHaveLength(1);
  expect(cookies.every(({ httpOnly, sameSite }) => httpOnly && sameSite === "Strict")).toBe(true);
  await page.reload();
  await page.getByRole("button", { name: /Your account: Tom Tech/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.goto("/tickets");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
});

test("signing out works offline, and the session ends once the connection is back", async () => {
  const { page, context } = await desk.visitor();
  await page.goto("/sign-in");
  await signIn(page);
  await page.getByRole("button", { name: /Your account: Tom Tech/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).waitFor();
  await context.setOffline(true);
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await page.getByText("You are signed out on this device.").waitFor();
  expect(await context.cookies()).not.toEqual([]);
  // simulates a server that cannot be reached
  await page.route("**/api/v1/session/", (route) => route.abort());
  await context.setOffline(false);
  await page.goto("/tickets");
  await page.getByText("You are signed out on this device.").waitFor();
  await page.unroute("**/api/v1/session/");
  await page.reload();
  await expect.poll(() => context.cookies()).toEqual([]);
  await page.getByText("You are signed out on this device.").waitFor({ state: "detached" });
  await signIn(page);
  await page.getByRole("button", { name: /Your account: Tom Tech/ }).waitFor();
});

test("a response that the server is busy signs nobody out", async () => {
  const { page } = await desk.person("tom");
  await goHome(page);
  await page.route("**/api/v1/inbox/**", (route) => route.fulfill({ status: 401, json: { detail: "Ended." } }));
  await page.route("**/session/refresh/", (route) => route.fulfill({ status: 429, json: { detail: "Busy." } }));
  await page.getByRole("link", { name: /^All tickets/ }).click();
  await page.getByRole("button", { name: "Try again" }).waitFor();
  await page.unroute("**/api/v1/inbox/**");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", { name: "No tickets yet" }).waitFor();
});

test("the next user of a computer begins with their own view, not with that of the user before", async () => {
  await desk.tom.patch("/users/me/preferences/", { start_view: "urgent" });
  const { page } = await desk.visitor();
  const heading = (name: string) => page.getByRole("heading", { level: 1, name }).waitFor();
  await page.goto("/tickets");
  await signIn(page);
  await heading("Urgent");
  await page.goto("/tickets?view=unassigned");
  await heading("Unassigned");
  await page.getByRole("button", { name: /Your account: Tom Tech/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  // the preferences of the next user do not arrive
  await page.route("**/users/me/preferences/", () => {});
  await signIn(page, PASSWORD, "fay");
  await page.getByRole("button", { name: /Your account: Fay Finance/ }).waitFor();
  await heading("My open");
  expect(new URL(page.url()).search).toBe("");
  await page.unroute("**/users/me/preferences/");

  // even if the session expired
  await page.goto("/tickets?view=unassigned");
  await heading("Unassigned");
  await desk.fay.remove("/session/all/");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await signIn(page);
  await heading("Urgent");
  await desk.tom.patch("/users/me/preferences/", { start_view: "" });
});

test("a wrong password is reported, and the right one opens the requested page", async () => {
  const { page } = await desk.visitor();
  await page.goto("/tickets");
  await signIn(page, "wrong");
  await page.getByRole("alert").getByText("Invalid credentials").waitFor();
  await signIn(page);
  await page.getByRole("button", { name: /Your account: Tom Tech/ }).waitFor();
  expect(new URL(page.url()).pathname).toBe("/tickets");
});

test("the sign-in page is accessible in light, in dark and on a phone", async () => {
  const { page } = await desk.visitor();
  await page.goto("/sign-in");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await expectAccessibleEverywhere(page, "sign-in");
});

test("an invited user chooses a password with the link from an Admin, and requests a new one later", async () => {
  const { page: admin } = await desk.person("admin");
  await admin.goto("/people");
  await admin.getByRole("button", { name: "Invite" }).click();
  await admin.getByRole("textbox", { name: "Email" }).fill("ploy@docket.test");
  await admin.getByLabel("First name").fill("Ploy");
  await admin.getByRole("dialog").getByRole("button", { name: "Invite" }).click();
  const link = await admin.getByRole("textbox", { name: "Link" }).inputValue();
  await admin.getByText("The email to ploy@docket.test is held").waitFor();

  const { page } = await desk.visitor();
  await page.goto(link);
  await page.getByText("Welcome, Ploy. Your username is ploy.").waitFor();
  await expectAccessibleEverywhere(page, "a new password");
  await page.getByLabel("New password", { exact: true }).fill("boats arrive at six");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: /Your account: Ploy/ }).waitFor();

  const { page: other } = await desk.visitor();
  await other.goto(link);
  await other.getByText("This link has expired or has already been used.").waitFor();
  await other.getByRole("link", { name: "Ask for a new link" }).click();
  await other.getByLabel("Username or email").fill("ploy");
  await other.getByRole("button", { name: "Send link" }).click();
  await other.getByText(/If the account exists, we have sent a link/).waitFor();
});
