import { VISIBILITIES, type Visibility } from "../../wire/knowledge-words.ts";
import type { AnswerOf } from "../lib/endpoints.ts";

export type ArticleCategory = AnswerOf<"GET", "/kb/categories/">["results"][number];

/** A category in the tree as it is drawn, one line each. */
export interface Branch {
  category: ArticleCategory;
  level: number;
  /** Its position among the categories with the same parent, and their number. */
  at: number;
  of: number;
}

/** The place of a category: its parent, and the one before it; null is the top, or the first place. */
export interface CategoryPlace {
  parent: string | null;
  after: string | null;
}

const childrenOf = (all: readonly ArticleCategory[], parent: string | null) =>
  all.filter((each) => each.parent === parent);

/** All categories in the order of the tree. One whose parent is hidden stands at the top. */
export function branchesOf(all: readonly ArticleCategory[]): Branch[] {
  const ids = new Set(all.map(({ id }) => id));
  const categories = all.map((each) => (each.parent && !ids.has(each.parent) ? { ...each, parent: null } : each));
  const below = (parent: string | null, level: number): Branch[] => {
    const children = childrenOf(categories, parent);
    return children.flatMap((category, at) => [
      { category, level, at, of: children.length },
      ...below(category.id, level + 1),
    ]);
  };
  return below(null, 1);
}

/** The current place of a category. */
export function placeOf(all: readonly ArticleCategory[], { id, parent }: ArticleCategory): CategoryPlace {
  const siblings = childrenOf(all, parent);
  const at = siblings.findIndex((each) => each.id === id);
  return { parent, after: siblings[at - 1]?.id ?? null };
}

export type Direction = "up" | "down" | "in" | "out";

/**
 * The place of a category after a move; null if it cannot move that way. "in" makes it a child of the one above it, "out" puts
 * it after its parent.
 */
export function movedPlace(
  all: readonly ArticleCategory[],
  category: ArticleCategory,
  direction: Direction,
): CategoryPlace | null {
  const { id, parent } = category;
  const siblings = childrenOf(all, parent);
  const at = siblings.findIndex((each) => each.id === id);
  const before = siblings[at - 1];
  const next = siblings[at + 1];
  if (direction === "up") return before ? { parent, after: siblings[at - 2]?.id ?? null } : null;
  if (direction === "down") return next ? { parent, after: next.id } : null;
  if (direction === "in")
    return before ? { parent: before.id, after: childrenOf(all, before.id).at(-1)?.id ?? null } : null;
  const above = all.find((each) => each.id === parent);
  return above ? { parent: above.parent, after: above.id } : null;
}

/**
 * Who sees an article with this visibility in a category: the narrowest of the article's, the category's and its ancestors'.
 */
export function audienceOf(
  all: readonly ArticleCategory[],
  { visibility, category }: { visibility: Visibility; category: string | null },
): Visibility {
  const above: Visibility[] = [visibility];
  for (let each = all.find(({ id }) => id === category); each; ) {
    const { parent } = each;
    above.push(each.visibility);
    each = all.find(({ id }) => id === parent);
  }
  return VISIBILITIES.findLast((each) => above.includes(each))!;
}
