import { afterEach, expect, test, vi } from "vitest";
import { filesUnavailable } from "../../wire/problems.ts";
import { openProgress } from "./progress.ts";
import { diskFullAdvice } from "./space.ts";

afterEach(() => void vi.useRealTimers());

function watch(isTTY: boolean, steps: [seconds: number, done: number][]): string {
  vi.useFakeTimers();
  let text = "";
  const stream = {
    isTTY,
    write(chunk: string) {
      text += chunk;
      return true;
    },
  };
  const progress = openProgress(1000, stream as unknown as NodeJS.WriteStream);
  const begin = Date.now();
  for (const [seconds, done] of steps) {
    vi.setSystemTime(begin + seconds * 1000);
    progress.write(done, 100);
  }
  return text;
}

test("progress is shown from time to time, with the time left", () => {
  const steps: [number, number][] = [
    [0, 1],
    [5, 10],
    [20, 20],
    [25, 40],
    [40, 50],
    [80, 100],
  ];
  expect(watch(false, steps)).toBe("Writing: 20%, 80 s left\nWriting: 50%, 40 s left\nWriting: 100%\n");
});

test("a terminal shows a bar, and minutes if it takes long", () => {
  const last = watch(true, [
    [0, 0],
    [60, 10],
  ]).split("\r");
  expect(last.at(-1)).toBe(`Writing [###${".".repeat(27)}]  10% 9 min left      `);
});

test.each([
  ["PostgreSQL", Object.assign(new Error("could not extend file"), { code: "53100" })],
  [
    "the folder of the files",
    Object.assign(filesUnavailable(), { cause: Object.assign(new Error(), { code: "ENOSPC" }) }),
  ],
  ["a quota", Object.assign(new Error(), { code: "EDQUOT" })],
])("a full disk (%s) is reported with what to do", (_, error) => {
  expect(diskFullAdvice(error)).toMatch(/^The disk is full\. .* run the same command again to continue\.$/);
});

test("other errors are not mistaken for a full disk", () => {
  expect(
    [new Error("no"), filesUnavailable(), Object.assign(new Error(), { code: "23505" })].map(diskFullAdvice),
  ).toEqual([null, null, null]);
});
