import { expect, test } from "vitest";
import type { Measurement } from "./measure.ts";
import { report, statementKey } from "./report.ts";

const measured = (change: Partial<Measurement>): Measurement => ({
  server: "Docket",
  size: 10_000,
  operation: "list",
  clients: 16,
  rate: 1000,
  p50: 1,
  p99: 2,
  requests: 5000,
  failures: 0,
  serverMs: 0.5,
  postgresMs: 0.25,
  peakMb: 100,
  foreign: 0,
  ...change,
});

test("a figure is the median of its runs, and the failures of all runs are reported", () => {
  const runs = [measured({ rate: 900 }), measured({ rate: 3000, failures: 2 }), measured({ rate: 1100 })];
  expect(report(runs, new Map([[statementKey("Docket", 10_000, "list"), 1]]))).toContain(
    "| list, first 20 | 16 | 1,100 | 1.00 | 2.00 | 0.50 + 0.25 | 1 | 2 of 15000 |",
  );
});

test("a second server is shown in the same row, with the ratios of rate and processor time", () => {
  const text = report([measured({}), measured({ server: "peer", rate: 20, serverMs: 29.75 })], new Map());
  expect(text).toContain("| rate: Docket / peer | CPU: peer / Docket |");
  expect(text).toMatch(/\| 1,000 \|.*\| 20\.0 \|.*\| \*\*50\.0×\*\* \| \*\*40\.0×\*\* \|/);
});

test("there is no ratio if a server cannot do something or never succeeded", () => {
  const text = report(
    [measured({}), measured({ server: "peer", rate: 0 }), measured({ operation: "cursor" })],
    new Map(),
  );
  expect(text.match(/\| – \| – \|$/gm)).toHaveLength(2);
});

test("the cost of a request is compared between sizes", () => {
  const text = report([measured({}), measured({ size: 1_000_000, serverMs: 0.6, postgresMs: 0.3 })], new Map());
  expect(text).toContain("| list, first 20 | 0.75 | 0.90 | **1.20×** |");
});

test("disturbed figures are marked, and the peak memory is reported", () => {
  const text = report([measured({ foreign: 0.8, peakMb: 250 }), measured({ clients: 1, peakMb: 90 })], new Map());
  expect(text).toContain("1,000 †");
  expect(text).toContain("| Docket, 10,000 tickets | 250 | list, first 20, 16 clients |");
});
