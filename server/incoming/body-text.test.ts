import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { splitLong, textHash } from "./body-text.ts";

const MB = 1024 * 1024;

describe("a long text is split", () => {
  test("before a letter of ASCII, so that no letter of UTF-8 that was misread is torn", () => {
    const misread = "à¸\u0081 ".repeat(MB);
    const { beginning, rest } = splitLong(misread);
    expect([beginning.length < misread.length, beginning + rest === misread, rest[0]]).toEqual([true, true, " "]);
  });

  test("from its first word on", () => {
    const { beginning, rest } = splitLong(`${"\0\r\n".repeat(MB)}Hello ${"a".repeat(3 * MB)}`);
    expect([beginning.slice(0, 7), rest.length > MB]).toEqual(["Hello a", true]);
  });

  test.each([
    ["it has no words", "\r\n".repeat(2 * MB), ""],
    ["only blanks follow", `Hello${" ".repeat(3 * MB)}`, "Hello"],
  ])("without a rest if %s", (_, text, words) => {
    const { beginning, rest } = splitLong(text);
    expect([beginning.trim(), rest]).toEqual([words, ""]);
  });
});

test("the checksum of a text does not depend on how it is wrapped, nor on the pieces in which it is read", () => {
  const text = "🎵 no  music\r\n\r\n".repeat(20_000);
  const wanted = createHash("sha256").update(text.replaceAll(/\s+/g, " ")).digest("hex");
  expect(textHash([text, ""])).toBe(wanted);
  expect(textHash([text.slice(0, 100_013), text.slice(100_013)])).toBe(wanted);
  expect(textHash([text.replaceAll(/\s+/g, "\n"), ""])).toBe(wanted);
});
