import { defineConfig } from "vitest/config";
import { RetryReporter } from "./test/retry-reporter.ts";

// a slowed browser (CONTRIBUTING.md) gets more time and no second try
const isSlow = Boolean(process.env.SLOW_BROWSER);
// `npm run proof` says how many runs
const isProof = process.env.RUNS !== undefined;

const shared = {
  // long enough for a busy machine; a test that waits so long has failed
  testTimeout: 60_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 30_000 } },
  pool: "threads",
  // the server's modules are read once a worker, not once a file; each file has its own database and servers all the same
  isolate: false,
} as const;

export default defineConfig({
  test: {
    // the browser is unpacked first: it is kept from run to run
    globalSetup: ["e2e/setup.ts", "test/scratch.ts", "test/postgres.ts"],
    // half of a journey is waiting
    maxWorkers: 3,
    reporters: ["default", new RetryReporter()],
    projects: [
      {
        test: { ...shared, name: "code", include: ["{wire,server,structure,test,bench,web}/**/*.test.ts"], retry: 0 },
      },
      {
        test: {
          ...shared,
          name: "journeys",
          include: ["e2e/**/*.test.ts", ...(isProof ? ["e2e/**/*.proof.ts"] : [])],
          // a journey has many steps, each of which has its own limit
          testTimeout: isSlow ? 600_000 : 180_000,
          ...(isSlow && { expect: { poll: { timeout: 60_000 } } }),
          // a browser on a busy machine may miss a beat; on one's own machine every failure shows
          retry: process.env.CI && !isSlow ? 1 : 0,
        },
      },
    ],
  },
});
