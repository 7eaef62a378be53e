import { expect, test } from "vitest";
import { reportsReport } from "./reports-report.ts";

test("the table of reports shows each time and says which targets were met", () => {
  const text = reportsReport(
    1_000_000,
    [
      {
        report: "summary",
        month: { first: 190.4, ms: 110, postgresMs: 99.6 },
        year: { first: 3_100, ms: 900, postgresMs: null },
      },
      { report: "sla", month: { first: 400, ms: 80, postgresMs: 70 }, year: { first: 950, ms: 800, postgresMs: 790 } },
    ],
    0.25,
  );
  expect(text).toContain("| summary | 190 | 110 | 100 | 3100 | 900 | – |");
  expect(text).toContain("0.40 s (aim: at most 1 s, reached) for 30 days and 3.10 s (aim: at most 3 s, missed)");
});
