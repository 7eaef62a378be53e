import { expect, test } from "vitest";
import { matching } from "../lib/matching.ts";
import { t } from "../lib/texts.ts";
import type { DateField } from "./address.ts";
import { spanChoices, spanIn } from "./spans.ts";

const first = (field: DateField, text: string) => {
  const [choice] = matching(spanChoices(t, field, text), text);
  return choice && { ...spanIn(choice.value), label: choice.label };
};

test.each<[DateField, string, object]>([
  ["created", "3", { after: "-3d", label: "in the last 3 days" }],
  ["created", "more than 3", { before: "-3d", label: "more than 3 days ago" }],
  ["created", "more than 3 days ago", { before: "-3d", label: "more than 3 days ago" }],
  ["updated", "older than 3 days", { before: "-3d", label: "more than 3 days ago" }],
  ["updated", "older", { before: "-3d", label: "more than 3 days ago" }],
  ["resolved", "last 14 days", { after: "-14d", label: "in the last 14 days" }],
  ["created", "older than 1 day", { before: "-1d", label: "more than a day ago" }],
  ["created", "more than 30 days ago", { before: "-30d", label: "more than 30 days ago" }],
  ["due", "within 10 days", { after: "0d", before: "10d", label: "within 10 days" }],
  ["due", "more than 3 days ago", { before: "-3d", label: "more than 3 days ago" }],
])("%s: “%s” finds exactly that span", (field, text, span) => {
  expect(first(field, text)).toEqual(span);
});

test("each span is offered once", () => {
  for (const text of ["", "1", "7 days", "30"]) {
    const values = spanChoices(t, "created", text).map(({ value }) => value);
    expect(new Set(values).size).toBe(values.length);
  }
});
