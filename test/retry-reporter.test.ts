import { expect, test, vi } from "vitest";
import type { TestCase } from "vitest/node";
import { RetryReporter } from "./retry-reporter.ts";

const ended = (fullName: string, retryCount: number, state: "passed" | "failed") =>
  ({
    fullName,
    module: { relativeModuleId: "e2e/reply.test.ts" },
    diagnostic: () => ({ retryCount }),
    result: () => ({ state }),
  }) as unknown as TestCase;

test("the end of a run lists each retried test, even if it passed", () => {
  const print = vi.spyOn(console, "log").mockImplementation(() => {});
  const reporter = new RetryReporter();
  reporter.onTestCaseResult(ended("a reply is sent", 0, "passed"));
  reporter.onTestRunEnd();
  expect(print).not.toHaveBeenCalled();
  reporter.onTestCaseResult(ended("a reply is undone", 1, "passed"));
  reporter.onTestCaseResult(ended("a note is saved", 2, "failed"));
  reporter.onTestRunEnd();
  expect(print.mock.calls).toEqual([
    [
      "\nTried again (2):\n" +
        "  e2e/reply.test.ts > a reply is undone: passed after a retry\n" +
        "  e2e/reply.test.ts > a note is saved: failed after 2 retries\n",
    ],
  ]);
  print.mockRestore();
});
