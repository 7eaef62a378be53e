// @vitest-environment jsdom
import { beforeEach, expect, test } from "vitest";
import { knownRow } from "./rows.ts";
import { moveOn, staying, withStaying } from "./staying.ts";

const row = (id: string) => ({ id, version: 1 }) as never;

beforeEach(() => staying.set(null));

test("a ticket that has left the list stays in its place until the user moves to another one", () => {
  staying.set({ row: row("b"), index: 1 });
  const ids = (...all: string[]) => withStaying(all.map(row), staying.get()).map(({ id }) => id);
  expect(ids("a", "c")).toEqual(["a", "b", "c"]);
  // it has returned, as after an undo
  expect(ids("b", "a", "c")).toEqual(["b", "a", "c"]);
  expect(ids()).toEqual(["b"]);
  expect(knownRow("b")).toEqual(row("b"));
  moveOn("b");
  expect(ids("a", "c")).toEqual(["a", "b", "c"]);
  moveOn("c");
  expect(ids("a", "c")).toEqual(["a", "c"]);
  expect(knownRow("b")).toBeUndefined();
});
