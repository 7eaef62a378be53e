import { describe, expect, test, vi } from "vitest";
import { cutHtml, cutText, hasWords } from "./new-part.ts";

describe("the new part of a plain text", () => {
  test.each([
    ["an introduction", "Yes.", "On Tue, 3 May 2026, Ann wrote:\n> Does it play?"],
    ["an introduction in two lines", "Yes.", "On Tue, 3 May 2026 at 10:00\nAnn <ann@x.test> wrote:\n> Does it play?"],
    ["an introduction in Thai", "ใช่", "เมื่อ 3 พ.ค. 2026 แอน เขียน:\n> เล่นไหม"],
    ["Outlook's line", "Yes.", "-----Original Message-----\nFrom: Ann\n\nDoes it play?"],
    ["Docket's own line", "Yes.", "\u2014 Write your reply above this line \u2014\nDoes it play?"],
    ["quoted lines at the end", "Yes.", "> Does it play?\n> Ann"],
  ])("ends at %s", (_, text, quote) => {
    expect(cutText(`${text}\n\n${quote}`)).toEqual({ text, quote });
  });

  test.each([
    ["replies stand between the quoted lines", "On 3 May, Ann wrote:\n> Does it play?\nYes.\n> Everywhere?\nNo."],
    ["nothing stands before the quote", "On 3 May, Ann wrote:\n> Does it play?"],
    ["a sentence only looks like an introduction", "She wrote:\nDoes it play?"],
    ["there is no quote", "Yes.\n\nTom"],
  ])("is all of it if %s", (_, whole) => {
    expect(cutText(whole)).toEqual({ text: whole, quote: "" });
  });
});

test("the lines below each introduction are not copied to find the quote", () => {
  const slice = vi.spyOn(Array.prototype, "slice");
  cutText("On 3 May, Ann wrote:\n\n".repeat(1000));
  const copies = slice.mock.results.map(({ value }) => value.length);
  slice.mockRestore();
  expect(copies.reduce((sum, each) => sum + each, 0)).toBeLessThan(10_000);
});

describe("the new part of an HTML text", () => {
  test.each([
    ["Gmail", '<div class="gmail_quote">On 3 May Ann wrote:<blockquote>Does it play?</blockquote></div>'],
    ["Outlook", '<div id="divRplyFwdMsg">From: Ann</div><div>Does it play?</div>'],
    ["Apple Mail", '<blockquote type="cite">Does it play?</blockquote>'],
    ["Yahoo", '<div class="yahoo_quoted">Does it play?</div>'],
  ])("ends where %s begins its quote", (_, quote) => {
    expect(cutHtml(`<p>Yes.</p>${quote}`)).toEqual({ text: "<p>Yes.</p>", quote });
  });

  test.each([
    ["an answer follows the quote", '<p>Hi</p><blockquote type="cite">Does it play?</blockquote><p>Yes.</p>'],
    ["nothing stands before the quote", '<div class="gmail_quote">Does it play?</div>'],
    ["no program marked a quote", "<p>Yes.</p><blockquote>A saying</blockquote>"],
  ])("is all of it if %s", (_, whole) => {
    expect(cutHtml(whole)).toEqual({ text: whole, quote: "" });
  });
});

describe("a text", () => {
  test.each([
    ["<p>Hello</p>", true],
    ["<p>&nbsp;</p>", false],
    ["<img src=a>", true],
    ["<head><title>Hello</title></head><style>p { color: red }</style><p></p>", false],
    ["<style>p {}</style >Hello<style>p {}</style>", true],
    ["<STYLE>p {}</style><script>x()</script>", false],
    // never closed, which browsers treat differently: only the words count
    ["<head><p>Hello", true],
    ["<head><style>a {}</style><p>", false],
  ])("%j has words that show: %s", (html, has) => {
    expect(hasWords(html)).toBe(has);
  });

  // with patterns that read on to the end for each of them, these take minutes
  test.each(["<style ", "<style>", "<", "</head", "<head><title>", "&nbsp;"])(
    "that repeats %j is read at once",
    (part) => {
      expect(typeof hasWords(part.repeat(1_000_000 / part.length))).toBe("boolean");
    },
  );
});
