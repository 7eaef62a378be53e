import { expect, test } from "vitest";
import { mailReport } from "./mail-report.ts";

test("the email report shows each figure with its target and the median of the pairs", () => {
  const text = mailReport({
    ...{ size: 10_000, seconds: 5, emailBytes: 20_000, steady: 30 },
    incoming: { perSecond: 41.26, serverMs: 12.34, postgresMs: 5 },
    shownP95: 812.4,
    outgoing: { perSecond: 95, serverMs: null, postgresMs: null },
    load: 1.5,
    pairs: [
      { quiet: 10, busy: 30 },
      { quiet: 10, busy: 11 },
      { quiet: 20, busy: 20 },
    ],
  });
  expect(text).toContain("| emails in, all at once | 41.3/s, CPU ms each 12.3 + 5.0 | ≥ 30/s |");
  expect(text).toContain("| shown to an agent (p95), at 30 emails/s | 812 ms | ≤ 2,000 ms |");
  expect(text).toContain("| 1.10× | ≤ 1.20× |");
  expect(text).toContain("10.0 and 30.0 ms; 10.0 and 11.0 ms; 20.0 and 20.0 ms");
});
