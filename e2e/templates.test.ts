import { expect, test } from "vitest";
import { makeCompany } from "../test/world.ts";
import { expectAccessibleEverywhere } from "./accessible.ts";
import { type BrowserDesk, openDesk, openForJourneys } from "./desk.ts";

let desk: BrowserDesk;
openForJourneys(
  async () => {
    desk = await openDesk();
    await makeCompany(desk.tom, "Harbour Hotel");
  },
  () => desk.close(),
);

test("a template fills in a new ticket without replacing what was typed, and its checklist is ticked off with the keyboard", async () => {
  const { page } = await desk.person("tom", process.env.SHOTS ? { deviceScaleFactor: 1 } : {});
  const shoot = async (name: string) => {
    if (!process.env.SHOTS) return;
    await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` });
    await page.setViewportSize({ width: 390, height: 844 });
    await page.screenshot({ path: `${process.env.SHOTS}/${name}-phone.png` });
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.emulateMedia({ colorScheme: "dark" });
    await page.screenshot({ path: `${process.env.SHOTS}/${name}-dark.png` });
    await page.emulateMedia({ colorScheme: "light" });
  };
  await page.goto("/settings/templates");
  await page.getByRole("button", { name: "New template" }).click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Player offline");
  await page.getByLabel("Subject").fill("Player offline at {{ company.name }}");
  await page.getByRole("combobox", { name: "Category" }).fill("tech");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Add step" }).click();
  await page.getByLabel("Step 1", { exact: true }).fill("Ask for the light");
  await page.keyboard.press("Enter");
  await page.keyboard.type("Restart it");
  await page.keyboard.press("Alt+ArrowUp");
  await expectAccessibleEverywhere(page, "form of a ticket template");
  await shoot("template");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Player offline saved").waitFor();

  await page.getByRole("button", { name: "New recurring ticket" }).click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("Monthly check");
  await page.getByRole("textbox", { name: "Rule (RRULE)" }).fill("FREQ=MONTHLY;BYMONTHDAY=31");
  const next = page.getByRole("region", { name: "Next five dates" });
  await expect.poll(() => next.getByRole("listitem").count()).toBe(5);
  await next.getByText("Months without this day get no ticket.").waitFor();
  await page.getByRole("combobox", { name: "Template" }).click();
  await page.getByRole("option", { name: "Player offline" }).click();
  await page.getByRole("combobox", { name: "Company" }).fill("harb");
  await page.getByRole("option", { name: "Harbour Hotel" }).click();
  await expectAccessibleEverywhere(page, "form of a recurring ticket");
  await shoot("recurring");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Player offline · Harbour Hotel · next").waitFor();

  await page.goto("/new");
  const company = page.getByRole("combobox", { name: "Company" });
  await company.fill("Harmo");
  await page.getByRole("option", { name: "Create company “Harmo”" }).click();
  const form = page.getByRole("dialog", { name: "New company" });
  await expect.poll(() => form.getByRole("textbox", { name: "Name", exact: true }).inputValue()).toBe("Harmo");
  await form.getByRole("button", { name: "Save" }).click();
  await expect.poll(() => company.inputValue()).toBe("Harmo");
  const contact = page.getByRole("combobox", { name: "Contact" });
  await expect.poll(() => contact.evaluate((field) => field === document.activeElement)).toBe(true);
  await page.getByRole("textbox", { name: "Description" }).fill("They called at noon.");
  await page.keyboard.press("Escape");
  await page.keyboard.press("t");
  await page.getByRole("combobox", { name: "Find a template" }).fill("offl");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.getByLabel("Subject").inputValue()).toBe("Player offline at Harmo");
  await expect.poll(() => page.getByRole("combobox", { name: "Category" }).inputValue()).toBe("Technical");
  await expect.poll(() => page.getByLabel("Step 1", { exact: true }).inputValue()).toBe("Restart it");
  await page.getByRole("textbox", { name: "Description" }).getByText("They called at noon.").waitFor();
  await page.getByRole("button", { name: "Undo" }).waitFor();
  // the field already shows the new company; a notice would cover the buttons below the text
  expect(await page.getByText("Harmo saved").count()).toBe(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => page.getByLabel("Subject").inputValue()).toBe("");
  await page.getByRole("button", { name: "Template" }).click();
  await page.getByRole("combobox", { name: "Find a template" }).fill("po");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.getByLabel("Subject").inputValue()).toBe("Player offline at Harmo");
  await shoot("new");
  await page.getByRole("button", { name: "Create ticket" }).click();

  const list = page.getByRole("region", { name: "Checklist" });
  await list.getByText("0/2").waitFor();
  const first = list.getByRole("checkbox").first();
  await first.focus();
  await page.keyboard.press("Space");
  await list.getByText("1/2").waitFor();
  await page.keyboard.press("Alt+ArrowDown");
  await expect.poll(() => list.getByRole("listitem").nth(1).textContent()).toMatch(/^Restart it/);
  await list.getByLabel("Add step").fill("Call back");
  await page.keyboard.press("Enter");
  await list.getByText("1/3").waitFor();
  await page.getByText("ticked off “Restart it”").waitFor();
  await expectAccessibleEverywhere(page, "ticket with a checklist");
  await shoot("ticket");
});
