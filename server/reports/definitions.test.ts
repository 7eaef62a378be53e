import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FIGURE_DEFINITIONS, REPORT_DEFINITIONS } from "../../wire/report-definitions.ts";
import { en } from "../../wire/report-titles/en.ts";
import { REPORTS, showReport } from "../../wire/reports.ts";

const root = join(import.meta.dirname, "../..");
const texts = JSON.parse(readFileSync(join(root, "web/texts/later/en/dashboard.json"), "utf8"));
const guide = readFileSync(join(root, "docs/reports.md"), "utf8").replaceAll(/ +/g, " ");

test("every report has a definition", () => {
  expect(["summary", ...Object.keys(REPORT_DEFINITIONS)].toSorted()).toEqual([...REPORTS].toSorted());
  expect(Object.keys(FIGURE_DEFINITIONS).toSorted()).toEqual(Object.keys(en.tiles).toSorted());
});

test("the app, the guide and the API documentation define each figure in the same words", () => {
  expect(texts.definitions).toEqual({ figures: FIGURE_DEFINITIONS, reports: REPORT_DEFINITIONS });
  for (const [name, definition] of Object.entries({ ...FIGURE_DEFINITIONS, ...REPORT_DEFINITIONS })) {
    expect(guide).toContain(`(\`${name}\`) | ${definition} |`);
    expect(showReport.description).toContain(`\`${name}\`: ${definition}`);
  }
});
