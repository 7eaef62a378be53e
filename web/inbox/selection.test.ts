import { beforeEach, expect, test } from "vitest";
import { chooseAll, chooseNone, chooseTo, currentSelection, isChosen, toggle } from "./selection.ts";

beforeEach(chooseNone);
const order = ["a", "b", "c", "d", "e"];
const chosen = (list = order) => list.filter((id) => isChosen(currentSelection(), id)).join("");

test("a range extends up and down from where it began", () => {
  toggle("c");
  chooseTo("e", order);
  expect(chosen()).toBe("cde");
  chooseTo("b", order);
  expect(chosen()).toBe("bcde");
});

test("a range whose first row has left the list begins again, not at the top", () => {
  toggle("b");
  const left = ["a", "c", "d", "e"];
  chooseTo("d", left);
  expect(chosen(left)).toBe("d");
  chooseTo("e", left);
  expect(chosen(left)).toBe("de");
});

test("with all matches selected, a range selects rows again that were excluded", () => {
  chooseAll();
  for (const id of ["b", "c", "d"]) toggle(id);
  chooseTo("c", order);
  expect(chosen()).toBe("acde");
});
