import { beforeEach, expect, test } from "vitest";
import { chooseAll, chooseNone, chooseTo, currentSelection, isChosen, toggle } from "./selection.ts";

beforeEach(chooseNone);
const order = ["a", "b", "c", "d", "e"];
const chosen = (list = order) => list.filter((id) => isChosen(currentSelection(), id)).join("");

test("a range goes from where it was begun, up and down", () => {
  toggle("c");
  chooseTo("e", order);
  expect(chosen()).toBe("cde");
  chooseTo("b", order);
  expect(chosen()).toBe("bcde");
});

test("a range whose beginning has left the list begins anew, not at the top", () => {
  toggle("b");
  const left = ["a", "c", "d", "e"];
  chooseTo("d", left);
  expect(chosen(left)).toBe("d");
  chooseTo("e", left);
  expect(chosen(left)).toBe("de");
});

test("of all that match, a range takes back in what was taken out", () => {
  chooseAll();
  for (const id of ["b", "c", "d"]) toggle(id);
  chooseTo("c", order);
  expect(chosen()).toBe("acde");
});
