import { expect, test } from "vitest";
import { matching } from "./matching.ts";

const labels = (list: readonly { label: string }[]) => list.map(({ label }) => label);
const of = (...all: string[]) => all.map((label) => ({ label }));
const STATUSES = of("New", "Assigned", "In progress", "Pending", "Resolved", "Closed");

test.each([
  ["res", ["Resolved", "In progress"]],
  ["pro", ["In progress"]],
  ["inpr", ["In progress"]],
  ["ed", ["Assigned", "Resolved", "Closed"]],
  ["", labels(STATUSES)],
  ["xyz", []],
])("among the statuses, %j finds those that begin with it first", (typed, expected) => {
  expect(labels(matching(STATUSES, typed))).toEqual(expected);
});

test.each([
  ["me", of("Comment", "Assign to me", "Merge"), ["Merge", "Assign to me", "Comment"]],
  ["atm", of("Automation", "Assign to me"), ["Assign to me"]],
  ["ha ho", of("Old Harbour House", "Harbour Hotel"), ["Old Harbour House", "Harbour Hotel"]],
  ["muller", of("Frau Müller"), ["Frau Müller"]],
  ["MÜLLER", of("Frau Müller"), ["Frau Müller"]],
  ["ลำโพง", of("เปลี่ยนลำโพง", "ลำโพงเงียบ"), ["ลำโพงเงียบ", "เปลี่ยนลำโพง"]],
  ["+", of("C", "C++"), ["C++"]],
])("%j finds labels that begin with it first, then beginnings of words", (typed, choices, expected) => {
  expect(labels(matching(choices, typed))).toEqual(expected);
});

test("a label that is exactly the text comes before longer ones", () => {
  const filters = [
    { label: "Technical", hint: "Category" },
    { label: "Tech support" },
    { label: "Tech", hint: "Team" },
  ];
  expect(labels(matching(filters, "tech"))).toEqual(["Tech", "Technical", "Tech support"]);
});

test("text beside a label counts after the label", () => {
  const people = [
    { label: "Ann", hint: "Tech" },
    { label: "Tessa", hint: "Finance" },
  ];
  expect(labels(matching(people, "te"))).toEqual(["Tessa", "Ann"]);
  expect(labels(matching(people, "ann tech"))).toEqual(["Ann"]);
});

test("words that are not shown count as text beside the label", () => {
  const categories = [
    { label: "Technical", synonyms: "bug error" },
    { label: "Billing", synonyms: "invoice payment" },
    { label: "Invoices to us" },
  ];
  expect(labels(matching(categories, "invo"))).toEqual(["Invoices to us", "Billing"]);
  expect(labels(matching(categories, "error"))).toEqual(["Technical"]);
});
