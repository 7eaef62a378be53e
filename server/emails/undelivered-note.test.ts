import { expect, test } from "vitest";
import { undeliveredNote } from "./undelivered-note.ts";

test.each([
  ["552 5.2.2 Over quota", "The recipient’s mailbox is full."],
  ["connect ETIMEDOUT 203.0.113.9:25", "The mail server cannot be reached."],
  ["Nobody knows", ""],
])("the note about %j says what it means, and shows the words below it", (words, meaning) =>
  expect(undeliveredNote("cy@shore.test", words)).toBe(
    `<p>An email to cy@shore.test did not arrive.${meaning && ` ${meaning}`}</p><p>The server said: <q>${words}</q></p>`,
  ),
);

test("the status of a report says what vague words mean", () => {
  const note = undeliveredNote("cy@shore.test", "550 Sorry", { status: "5.1.1" });
  expect(note).toContain(
    "<p>An email to cy@shore.test did not arrive. The mail server does not know this address.</p>",
  );
});

test("markup in a mail server's words is shown, not used", () =>
  expect(undeliveredNote("cy@shore.test", "550 <b>No</b> such user")).toContain("550 &lt;b&gt;No&lt;/b&gt; such user"));
