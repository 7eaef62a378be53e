import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{wire,server,structure,test,bench,web,e2e}/**/*.test.ts"],
    globalSetup: ["test/postgres.ts", "e2e/setup.ts"],
    // long enough for a busy machine; a test that waits so long has failed
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 15_000 } },
    // a browser on a busy machine may miss a beat; on one's own machine every failure shows
    retry: process.env.CI ? 2 : 0,
    pool: "threads",
    // the server's modules are read once a worker, not once a file; each file has its own database and servers all the same
    isolate: false,
    // half of a journey is waiting
    maxWorkers: 3,
  },
});
