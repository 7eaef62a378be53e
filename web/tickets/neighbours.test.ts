import { expect, test } from "vitest";
import { withOpen } from "./neighbours.ts";

test.each([
  ["is in the list", ["a", "b", "c"], ["b", "a", "c"], "b", ["b", "a", "c"]],
  ["has left it", ["a", "b", "c"], ["a", "c"], "b", ["a", "b", "c"]],
  ["was the first and has left it", ["a", "b", "c"], ["b", "c"], "a", ["a", "b", "c"]],
  ["was the last and has left it", ["a", "b", "c"], ["a", "b"], "c", ["a", "b", "c"]],
  ["has left it with the one before", ["a", "b", "c", "d"], ["a", "d"], "c", ["a", "c", "d"]],
  ["was the only one", ["a"], [], "a", ["a"]],
  ["was never in it", ["a"], ["b"], "x", ["b"]],
  ["is none", ["a", "b"], ["a"], undefined, ["a"]],
])("the open ticket keeps its place between others when it %s", (_, before, now, open, expected) => {
  expect(withOpen(before, now, open)).toEqual(expected);
});
