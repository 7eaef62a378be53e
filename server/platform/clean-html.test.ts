import { describe, expect, test } from "vitest";
import { messageHtml, plainText } from "../emails/html.ts";
import { cleanHtml } from "./clean-html.ts";

const clean = (html: string) => cleanHtml(html, { allowedTags: ["p", "b", "blockquote"], allowedAttributes: {} });

describe("HTML that would keep the server busy", () => {
  // each took between 5 s and minutes
  test.each([
    ["elements that stay open", "<b>".repeat(160_000)],
    ["more tags than a text has", "<b></b>".repeat(150_000)],
    ["a text of many megabytes", `<p>${"&".repeat(5_000_000)}</p>`],
  ])("because of %s is reduced to its words", (_, rest) => {
    const output = clean(`<p>Hello</p><script>x</script>${rest}<p>Bye <img src=x onerror=alert(1)> <<b>script></p>`);
    expect([output.slice(0, 6), output.slice(-19), /[<>]/.test(output)]).toEqual([
      "Hello ",
      "Bye &lt; script&gt;",
      false,
    ]);
  });

  test("keeps its markup if it is long because of a picture", () => {
    const html = `<p>See <img src="data:image/png;base64,${"A".repeat(5_000_000)}"><b>this</b></p>`;
    expect(clean(html)).toBe("<p>See <b>this</b></p>");
  });

  test("keeps every word and loses the innermost tags if it is nested too deeply", () => {
    const html = `${"<blockquote><p>".repeat(1_500)}innermost${"</p></blockquote>".repeat(1_500)}<p>after</p>`;
    const output = messageHtml(html);
    expect(output.match(/<blockquote>/g)!.length).toBeLessThanOrEqual(400);
    expect(output).toContain("innermost");
    expect(output).toMatch(/<p>after<\/p>$/);
    expect(plainText(output)).toContain("innermost");
  });
});

test("the cells of a table stay apart in the plain text of an email, and its layout is no table", () => {
  const table = "<table><tr><th>Output</th><th>Plays in</th></tr><tr><td>A</td><td>Inside</td></tr></table>";
  const text = plainText(`<table role="presentation"><tr><td><p>Try this:</p>${table}</td></tr></table>`);
  expect(text.split("\n").map((line) => line.trimEnd())).toEqual([
    "Try this:",
    "",
    "Output   Plays in",
    "A        Inside",
  ]);
});
