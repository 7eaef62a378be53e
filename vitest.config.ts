import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{wire,server,structure,test,bench,web,e2e}/**/*.test.ts"],
    globalSetup: ["test/postgres.ts", "e2e/setup.ts"],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    pool: "threads",
    maxWorkers: 2,
  },
});
