import type { Reporter, TestCase } from "vitest/node";

/** Lists retried tests at the end of a run. A test that passes only when it is retried is faulty, too. */
export class RetryReporter implements Reporter {
  #retries: string[] = [];

  onTestCaseResult(test: TestCase): void {
    const retries = test.diagnostic()?.retryCount ?? 0;
    if (retries === 0) return;
    const outcome = test.result().state === "passed" ? "passed" : "failed";
    this.#retries.push(
      `${test.module.relativeModuleId} > ${test.fullName}: ${outcome} after ${retries === 1 ? "a retry" : `${retries} retries`}`,
    );
  }

  onTestRunEnd(): void {
    if (this.#retries.length === 0) return;
    console.log(`\nTried again (${this.#retries.length}):\n${this.#retries.map((each) => `  ${each}`).join("\n")}\n`);
  }
}
