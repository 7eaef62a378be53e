import { expect, test } from "vitest";
import { type ArticleCategory, audienceOf, branchesOf, type Direction, movedPlace, placeOf } from "./category-tree.ts";

const category = (id: string, parent: string | null = null) => ({ id, parent, name: id }) as ArticleCategory;
// a, with b and c in it; d
const all = [category("a"), category("b", "a"), category("c", "a"), category("d")];
const of = (id: string) => all.find((each) => each.id === id)!;

test("categories are drawn as a tree, one whose parent is hidden at the top", () => {
  const drawn = branchesOf([...all, category("x", "hidden")]);
  expect(drawn.map(({ category, level, at, of }) => `${level} ${category.id} ${at + 1}/${of}`)).toEqual([
    "1 a 1/3",
    "2 b 1/2",
    "2 c 2/2",
    "1 d 2/3",
    "1 x 3/3",
  ]);
});

test.each<[string, Direction, object | null]>([
  ["a", "up", null],
  ["a", "down", { parent: null, after: "d" }],
  ["d", "up", { parent: null, after: null }],
  ["d", "in", { parent: "a", after: "c" }],
  ["a", "in", null],
  ["c", "in", { parent: "b", after: null }],
  ["b", "out", { parent: null, after: "a" }],
  ["d", "out", null],
])("%s goes %s to %j", (id, direction, place) => {
  expect(movedPlace(all, of(id), direction)).toEqual(place);
});

test("a moved category returns to its previous place", () => {
  expect([placeOf(all, of("a")), placeOf(all, of("c"))]).toEqual([
    { parent: null, after: null },
    { parent: "a", after: "b" },
  ]);
});

test.each([
  ["public", null, "public"],
  ["public", "inner", "internal"],
  ["team", "inner", "team"],
  ["signed_in", "outer", "internal"],
  ["public", "unknown", "public"],
] as const)("an article that is %s in the category %s is seen as %s", (visibility, where, audience) => {
  const outer = { ...category("outer"), visibility: "internal" } as ArticleCategory;
  const inner = { ...category("inner", "outer"), visibility: "public" } as ArticleCategory;
  expect(audienceOf([outer, inner], { visibility, category: where })).toBe(audience);
});
