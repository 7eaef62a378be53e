import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults, RunOnly } from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES: RunOnly = {
  type: "tag",
  values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
};
// all that a colour scheme can change
const COLOUR_RULES: RunOnly = { type: "rule", values: ["color-contrast", "link-in-text-block"] };

/** Fails with what axe finds on the page as it is: WCAG 2.2 AA and axe's good practice. */
export async function expectAccessible(page: Page, what: string, rules = RULES): Promise<void> {
  // colours on their way to others are not what anybody reads
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  const violations = (await page.evaluate(
    // biome-ignore lint/suspicious/noExplicitAny: axe was put into the page above
    (runOnly) => (globalThis as any).axe.run(document, { runOnly, resultTypes: ["violations"] }),
    rules,
  )) as AxeResults;
  const wrong = violations.violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n    ${nodes.map(({ html, failureSummary }) => `${html}\n      ${failureSummary}`).join("\n    ")}`,
  );
  expect(wrong, `axe on ${what}`).toEqual([]);
}

/** Turns the page to a colour scheme, and waits until all of it has turned. */
async function inScheme(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor({ state: "attached" });
  // transitions begin with the next frame
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** The same in light, in dark and at the width of a phone, without loading the page anew. */
export async function expectAccessibleEverywhere(page: Page, what: string): Promise<void> {
  const wide = page.viewportSize()!;
  await expectAccessible(page, `${what} in light`);
  await inScheme(page, "dark");
  await expectAccessible(page, `${what} in dark`, COLOUR_RULES);
  await page.setViewportSize({ width: 390, height: 844 });
  await inScheme(page, "light");
  await expectAccessible(page, `${what} on a phone`);
  await page.setViewportSize(wide);
}
