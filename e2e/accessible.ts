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
// the rules that depend on colors
const COLOR_RULES: RunOnly = { type: "rule", values: ["color-contrast", "link-in-text-block"] };

/** Fails if axe finds a problem on the page, by WCAG 2.2 AA and axe's best practices. */
export async function expectAccessible(page: Page, what: string, rules = RULES): Promise<void> {
  // a transition's intermediate colors do not count
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe);
  const violations = (await page.evaluate(
    // biome-ignore lint/suspicious/noExplicitAny: axe was added to the page above
    (runOnly) => (globalThis as any).axe.run(document, { runOnly, resultTypes: ["violations"] }),
    rules,
  )) as AxeResults;
  const wrong = violations.violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n    ${nodes.map(({ html, failureSummary }) => `${html}\n      ${failureSummary}`).join("\n    ")}`,
  );
  expect(wrong, `axe on ${what}`).toEqual([]);
}

/** Switches the page to a color scheme and waits until all transitions have ended. */
async function inScheme(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor({ state: "attached" });
  // transitions start with the next frame
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** Checks the page in light and dark without reloading it. */
export async function expectAccessibleInBothSchemes(page: Page, what: string): Promise<void> {
  await expectAccessible(page, `${what} in light`);
  await inScheme(page, "dark");
  await expectAccessible(page, `${what} in dark`, COLOR_RULES);
  await inScheme(page, "light");
}

/** Checks the page in light, in dark and at phone width. */
export async function expectAccessibleEverywhere(page: Page, what: string): Promise<void> {
  const wide = page.viewportSize()!;
  await expectAccessibleInBothSchemes(page, what);
  await page.setViewportSize({ width: 390, height: 844 });
  await inScheme(page, "light");
  await expectAccessible(page, `${what} on a phone`);
  await page.setViewportSize(wide);
}
