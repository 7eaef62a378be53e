import { describe, expect, test } from "vitest";
import { linkTo, textFor } from "./insertion.ts";

const origin = "https://desk.example";
const article = { id: "a1", title: 'Volume & "loudness" <2>', url: "https://desk.example/portal/articles/volume/" };
const inReply = { isNote: false, origin };
const inNote = { isNote: true, origin };

describe("a link to an article", () => {
  test("shows its title and has the address for customers", () => {
    const link =
      '<p><a href="https://desk.example/portal/articles/volume/">Volume &amp; &quot;loudness&quot; &lt;2&gt;</a></p>';
    expect(linkTo(article, inReply)).toBe(link);
    expect(linkTo(article, inNote)).toBe(link);
  });

  test("is refused in a reply if customers cannot see the article, and opens the app in a note", () => {
    const internal = { ...article, url: null };
    expect(linkTo(internal, inReply)).toBe(null);
    expect(linkTo(internal, inNote)).toContain('href="https://desk.example/knowledge/a1"');
  });
});

test("an inserted article loses its pictures and keeps its links", () => {
  const html =
    '<h2>One</h2><p><img src="cid:x" alt="a" /></p><aside data-callout="tip"><p>Two</p></aside><p><a href="/portal/">Help</a> <a href="https://x.example/">x</a> <a href="//y.example/">y</a></p>';
  expect(textFor({ html }, inReply)).toEqual({
    html: '<h2>One</h2><blockquote><p>Two</p></blockquote><p><a href="https://desk.example/portal/">Help</a> <a href="https://x.example/">x</a> <a href="//y.example/">y</a></p>',
    pictures: 1,
  });
});
