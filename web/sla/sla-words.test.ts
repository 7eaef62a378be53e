import { expect, test } from "vitest";
import { secondsText, spanText } from "./sla-words.ts";

test.each([
  [0, "0m"],
  [59, "59s"],
  [60, "1m"],
  [875_639, "243h 13m"],
  [72_000, "20h"],
])("%i seconds read as %s", (seconds, text) => {
  expect(spanText(seconds)).toBe(text);
});

test("the exact account keeps every second", () => {
  expect(secondsText(875_639)).toBe("243h 13m 59s");
});
