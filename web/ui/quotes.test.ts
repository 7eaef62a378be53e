import { describe, expect, test } from "vitest";
import { announcementLength, isAnnouncement, isHeader, quoteIn } from "./quotes.ts";

describe("a line of an email", () => {
  test.each([
    "On Mon, 23 Nov 2026 at 10:00, Tom Tech <tom@example.com> wrote:",
    "Am 23.11.2026 um 10:00 schrieb Tom Tech:",
    "Le lun. 23 nov. 2026 à 10:00, Tom Tech <tom@example.com> a écrit :",
    "Le 23/11/2026, Jean Le Goff <jean1@example.com> a écrit :",
    "---- On Mon, 23 Nov 2026 10:00:00 +0700 Tom Tech <tom@example.com> wrote ----",
    "เมื่อ 23 พ.ย. 2026 Tom Tech <tom@example.com> เขียนว่า",
    "2026-11-23 10:00 GMT+01:00 Tom Tech <tom@example.com>:",
    "-----Original Message-----",
  ])("announces a quote: %s", (line) => {
    expect(isAnnouncement(line)).toBe(true);
  });

  test.each([
    "As I wrote:",
    "Tom wrote to us yesterday.",
    "On Monday we open at 10:00:",
    "The original message was lost.",
    "Begin forwarded message:",
    "---------- Forwarded message ---------",
    "Thank you, that works--- On Mon, 23 Nov 2026 at 10:00, Tom Tech <tom@example.com> wrote:",
    "Thank you. On Mon, 23 Nov 2026 at 10:00, Tom Tech wrote:",
    "Danke! Am 23.11.2026 um 10:00 schrieb Tom Tech:",
    `On 23 Nov 2026 ${"Tom ".repeat(100)} wrote:`,
  ])("announces none: %s", (line) => {
    expect(isAnnouncement(line)).toBe(false);
  });
});

test.each([
  [["From: Tom", "Sent: Monday", "To: Ann", "Subject: Music"], true],
  [["Von: Tom", "Gesendet: Montag", "Betreff: Musik"], true],
  [["From: Tom", "we got no music"], false],
  [["To: Ann", "Subject: Music", "From: Tom"], false],
])("the lines %j begin like the header of an email: %s", (lines, isOne) => {
  expect(isHeader(lines)).toBe(isOne);
});

test.each([
  [["On Mon, 23 Nov 2026 at 10:00, Tom Tech", "<tom@example.com> wrote:", "> Hello"], 2],
  [["Hello", "On Mon, 23 Nov 2026 at 10:00, Tom wrote:"], 0],
  [["From: Tom", "Sent: Monday", "Subject: Music"], 1],
])("of the lines %j, %i announce a quote", (lines, count) => {
  expect(announcementLength(lines)).toBe(count);
});

describe("a mail", () => {
  const text = (...lines: string[]) => ({ lines, isShown: false, isQuote: false });
  const quote = (...lines: string[]) => ({ lines, isShown: false, isQuote: true });
  const wrote = text("On Mon, 23 Nov 2026 at 10:00, Tom wrote:");

  test.each([
    ["with an answer above the quote", [text("Thanks"), wrote, quote("Hello")], { from: 1, to: 3 }],
    ["with an answer below the quote", [wrote, quote("Hello"), text("Thanks")], { from: 0, to: 2 }],
    ["with an unmarked quote", [text("Thanks"), wrote, text("Hello"), text("Bye")], { from: 1, to: 4 }],
    ["with a quote that nothing announces", [text("Thanks"), quote("Hello", "Tom")], { from: 1, to: 2 }],
    ["with answers between the quotes", [wrote, quote("Hello"), text("Yes"), quote("Bye")], null],
    ["that is nothing but a quote", [wrote, quote("Hello")], null],
    ["with one line that begins like a quote", [text("It plays at"), quote("> 90 %")], null],
    [
      "that passes one on",
      [text("Please see below"), text("---- Forwarded message ----"), text("From: Ann", "Date: Monday", "To: Tom")],
      null,
    ],
    [
      "with a quote of one that was passed on",
      [text("Thanks"), wrote, text("---- Forwarded message ----"), text("Bye")],
      { from: 1, to: 4 },
    ],
    [
      "whose last line stands before the announcement",
      [text("It works"), text("now. On Mon, 23 Nov 2026 at 10:00, Tom wrote:"), quote("> Is it on?", "> Tom")],
      { from: 2, to: 3 },
    ],
    ["without a quote", [text("Thanks"), text("Tom")], null],
  ])("%s", (_, parts, range) => {
    expect(quoteIn(parts)).toEqual(range);
  });
});
