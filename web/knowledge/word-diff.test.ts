import { expect, test } from "vitest";
import { diffOf, textForDiff } from "./word-diff.ts";

const shown = (before: string, after: string) =>
  diffOf(before, after)
    .map(({ kind, text }) => (kind === "same" ? text : kind === "added" ? `{+${text}+}` : `[-${text}-]`))
    .join("");

test.each([
  ["Turn it up.", "Turn it up.", "Turn it up."],
  ["Turn it up.", "Turn it down.", "Turn it [-up-]{+down+}."],
  ["", "New", "{+New+}"],
  ["Old", "", "[-Old-]"],
  ["a b c d", "a x c y d", "a [-b-]{+x+} c{+ y+} d"],
  ["ร้านไม่มีเสียง", "ร้านมีเสียง", "ร้าน[-ไม่มี-]{+มี+}เสียง"],
])("from %j to %j", (before, after, diff) => {
  expect(shown(before, after)).toBe(diff);
});

test("the parts of a comparison add up to both texts", () => {
  const random = (seed: number) => Array.from({ length: 200 }, (_, n) => `w${(n * seed * 7919) % 13} `).join("");
  const pieces = diffOf(random(3), random(5));
  const without = (kind: string) =>
    pieces
      .filter((piece) => piece.kind !== kind)
      .map(({ text }) => text)
      .join("");
  expect([without("added"), without("removed")]).toEqual([random(3), random(5)]);
});

test("the text of an article is compared line by line", () => {
  const html = '<h2>A</h2><p>b &lt;c&gt;<br />d</p><ul><li>e</li><li><img src="cid:x" alt="f" /></li></ul>';
  expect(textForDiff(html)).toBe("A\nb <c>\nd\ne\n[f]");
});
