import { expect, test } from "vitest";
import { startAttempts } from "./attempts.ts";

test("the same content is sent with the same key until it succeeds, and other content with another", () => {
  const attempts = startAttempts();
  const first = attempts.keyFor("a");
  expect(attempts.keyFor("a")).toBe(first);
  const second = attempts.keyFor("b");
  expect(second).not.toBe(first);
  expect(attempts.keyFor("b")).toBe(second);
  attempts.done();
  expect(attempts.keyFor("b")).not.toBe(second);
});
