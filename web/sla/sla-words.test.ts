// @vitest-environment jsdom
import { afterEach, expect, test } from "vitest";
import { momentIn } from "../lib/short-time.ts";
import { speak, t } from "../lib/texts.ts";
import { showTimes } from "../lib/time.ts";
import { clockWords, secondsText, shortRangeOf, spanText } from "./sla-words.ts";

afterEach(async () => {
  await speak("en");
  showTimes("system", "");
});

test.each([
  [0, "0m"],
  [0, "0m"],
  [59, "<1m"],
  [60, "1m"],
  [875_639, "243h 13m"],
  [72_000, "20h"],
])("%i seconds read as %s", (seconds, text) => {
  expect(spanText(seconds)).toBe(text);
});

test("the exact account keeps every second", () => {
  expect(secondsText(875_639)).toBe("243h 13m 59s");
});

const span = (from: string, because: string) => ({ from, to: from, seconds: 0, counted_seconds: 0, because });
const monday = span("2040-11-26T09:00:00Z", "open_hours");
type Shown = Parameters<typeof clockWords>[1];
const running: Shown = {
  state: "running",
  is_paused: false,
  is_answer_unsent: false,
  counted_seconds: 0,
  time_zone: null,
  ahead: [monday],
};
const closed = { ...running, ahead: [span("2040-11-24T18:00:00Z", "closed"), monday] };

test.each<[string, Shown, string, string]>([
  ["counts", running, "running", "กำลังนับ"],
  ["has not begun", closed, "starts AT", "เริ่มนับ AT"],
  ["has begun before", { ...closed, counted_seconds: 60 }, "continues AT", "นับต่อ AT"],
  [
    "stands on a holiday",
    { ...closed, ahead: [span("2040-11-24T18:00:00Z", "holiday:Loi"), monday] },
    "starts AT",
    "เริ่มนับ AT",
  ],
  ["is paused while the desk is closed", { ...closed, is_paused: true }, "paused", "หยุดนับ"],
  ["is met", { ...running, state: "met", ahead: [] }, "met", "ทันกำหนด"],
  [
    "is met by a reply whose email waits",
    { ...running, state: "met", is_answer_unsent: true, ahead: [] },
    "replied, not emailed",
    "ตอบแล้ว ยังไม่ได้ส่งอีเมล",
  ],
])("a clock that %s says so", async (_, clock, english, thai) => {
  showTimes("system", "UTC");
  const inWords = () => clockWords(t, clock).replace(momentIn(monday.from), "AT");
  expect(inWords()).toBe(english);
  await speak("th");
  expect(inWords()).toBe(thai);
});

test("times of a calendar are in its zone, with its place if the user's zone shows others", async () => {
  showTimes("system", "UTC");
  const words = (zone: string) => clockWords(t, { ...closed, time_zone: zone }).replaceAll("\u202f", " ");
  expect([words("UTC"), words("Asia/Bangkok")]).toEqual([
    "starts Nov 26, 2040 9:00 AM",
    "starts Nov 26, 2040 4:00 PM (Bangkok)",
  ]);
  showTimes("system", "Asia/Bangkok");
  // another name for the same times
  expect(words("Asia/Jakarta")).toBe("starts Nov 26, 2040 4:00 PM");
  const range = shortRangeOf("2025-01-06T22:00Z", "2025-01-07T01:00Z", "America/New_York");
  expect(range.replaceAll("\u202f", " ")).toBe("Jan 6, 2025 5:00 PM – 8:00 PM");
});

test("a range within one day names the day once, and a longer one both days", () => {
  showTimes("system", "UTC");
  const range = (from: string, to: string) => shortRangeOf(from, to).replaceAll("\u202f", " ");
  expect(range("2025-01-06T09:00Z", "2025-01-06T17:00Z")).toBe("Jan 6, 2025 9:00 AM – 5:00 PM");
  expect(range("2025-01-06T17:00Z", "2025-01-07T09:00Z")).toBe("Jan 6, 2025 5:00 PM – Jan 7, 2025 9:00 AM");
});
