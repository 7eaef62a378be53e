import { beforeEach, expect, test } from "vitest";
import {
  chooseAll,
  chooseNone,
  chooseTo,
  currentSelection,
  dropOthers,
  isChosen,
  isNone,
  keepChosen,
  toggle,
} from "./selection.ts";

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

test("a selection stays after a change, without the tickets that have left the list", () => {
  for (const id of ["b", "c", "d"]) toggle(id);
  keepChosen();
  dropOthers(["a", "b", "d"].map((id) => ({ id })));
  expect([...currentSelection().ids]).toEqual(["b", "d"]);
});

test("a selection of all matches ends with a change, because others may match then", () => {
  chooseAll();
  keepChosen();
  expect(isNone(currentSelection())).toBe(true);
});
