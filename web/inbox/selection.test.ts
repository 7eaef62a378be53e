import { beforeEach, expect, test } from "vitest";
import {
  chooseAll,
  chooseNone,
  chooseTo,
  currentSelection,
  dropLeft,
  dropOthers,
  isNone,
  isSelected,
  keepChosen,
  toggle,
} from "./selection.ts";

beforeEach(chooseNone);
const order = ["a", "b", "c", "d", "e"];
const chosen = (list = order) => list.filter((id) => isSelected(currentSelection(), id)).join("");

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

const list = (ids: string) => [...ids].map((id) => ({ id }));
const selected = () => [...currentSelection().ids].join("");

test("tickets that others change leave the selection with the list", () => {
  for (const id of ["b", "c", "d"]) toggle(id);
  dropOthers(list("abd"));
  expect(selected()).toBe("bd");
});

test("tickets that leave the list because of one's own change stay selected until another row is wanted", () => {
  const change = () => {
    chooseNone();
    for (const id of ["b", "c", "d"]) toggle(id);
    keepChosen();
    dropOthers(list("abe"));
    expect([selected(), [...currentSelection().leavers!].join("")]).toEqual(["bcd", "cd"]);
  };
  change();
  toggle("e");
  expect(selected()).toBe("be");
  change();
  chooseTo("e", ["a", "b", "e"]);
  expect(selected()).toBe("be");
  change();
  dropLeft();
  expect(selected()).toBe("b");
  change();
  // its change was undone
  dropOthers(list("abcde"));
  expect([selected(), currentSelection().leavers?.size]).toEqual(["bcd", 0]);
});

test("a selection of all matches ends with a change, because others may match then", () => {
  chooseAll();
  keepChosen();
  expect(isNone(currentSelection())).toBe(true);
});
