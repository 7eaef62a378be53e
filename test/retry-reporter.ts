import type { Reporter, TestCase } from "vitest/node";

/** Lists the tests that were tried again at the end of a run: a test that passes at its second try is a fault, too. */
export class RetryReporter implements Reporter {
  #retried: string[] = [];

  onTestCaseResult(test: TestCase): void {
    const retries = test.diagnostic()?.retryCount ?? 0;
    if (retries === 0) return;
    const outcome = test.result().state === "passed" ? "passed" : "failed";
    this.#retried.push(
      `${test.module.relativeModuleId} > ${test.fullName}: ${outcome} after ${retries === 1 ? "a retry" : `${retries} retries`}`,
    );
  }

  onTestRunEnd(): void {
    if (this.#retried.length === 0) return;
    console.log(`\nTried again (${this.#retried.length}):\n${this.#retried.map((each) => `  ${each}`).join("\n")}\n`);
  }
}
