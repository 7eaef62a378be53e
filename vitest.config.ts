import { defineConfig } from "vitest/config";
import { RetryReporter } from "./test/retry-reporter.ts";

// a slowed browser (see CONTRIBUTING.md) gets more time and no retry
const isSlow = Boolean(process.env.SLOW_BROWSER);
// `npm run proof` sets RUNS
const isProof = process.env.RUNS !== undefined;

const shared = {
  // long enough for a busy machine; a test that takes longer has failed
  testTimeout: 60_000,
  hookTimeout: 120_000,
  expect: { poll: { timeout: 30_000, interval: 50 } },
  pool: "threads",
  // the server's modules are loaded once per worker, not once per file; each file still has its own database and
  // servers
  isolate: false,
} as const;

export default defineConfig({
  test: {
    // the browser is unpacked first and kept for later runs
    globalSetup: ["e2e/setup.ts", "test/scratch.ts", "test/postgres.ts"],
    // journeys wait half of their time, so there are more workers than processors
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
          // a journey has many steps, each with its own limit
          testTimeout: isSlow ? 600_000 : 180_000,
          ...(isSlow && { expect: { poll: { timeout: 60_000 } } }),
          // a browser on a busy machine may be too slow once; on a developer's machine every failure is shown
          retry: process.env.CI && !isSlow ? 1 : 0,
        },
      },
    ],
  },
});
