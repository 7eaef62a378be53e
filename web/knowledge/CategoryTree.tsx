import "../lib/later-texts.ts";
import { IconFolder, IconLock } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { useTexts } from "../lib/texts.ts";
import { type ArticleCategory, type Branch, branchesOf, type Direction } from "./category-tree.ts";
import css from "./Knowledge.module.css";

interface Props {
  all: readonly ArticleCategory[];
  chosen: string | null;
  onChoose(id: string): void;
  /** Null for users who may not change categories. */
  act: {
    move(category: ArticleCategory, direction: Direction): void;
    remove(category: ArticleCategory): void;
    edit(category: ArticleCategory): void;
  } | null;
}

const MOVES: Record<string, Direction> = { ArrowUp: "up", ArrowDown: "down", ArrowRight: "in", ArrowLeft: "out" };
const STEPS: Record<string, (at: number, last: number) => number> = {
  ArrowUp: (at) => Math.max(0, at - 1),
  ArrowDown: (at, last) => Math.min(last, at + 1),
  Home: () => 0,
  End: (_, last) => last,
};

/** The action of a key in the tree. */
function actionOfKey(
  event: KeyboardEvent,
  branches: readonly Branch[],
  at: number,
  { onChoose, act }: Pick<Props, "onChoose" | "act">,
): void {
  const { key, altKey, ctrlKey, metaKey } = event;
  const category = branches[at]?.category;
  const step = STEPS[key];
  const direction = MOVES[key];
  if (ctrlKey || metaKey) return;
  if (altKey && direction && category) act?.move(category, direction);
  else if (altKey) return;
  else if (step) onChoose(branches[step(at, branches.length - 1)]!.category.id);
  else if (key === "Enter" && category) act?.edit(category);
  else if (key === "Delete" && category) act?.remove(category);
  else return;
  event.preventDefault();
}

/** The tree of categories, one of which is chosen. Arrow keys choose, with Alt they move; Enter edits, Delete deletes. */
export function CategoryTree({ all, chosen, onChoose, act }: Props) {
  const t = useTexts();
  const tree = useRef<HTMLDivElement>(null);
  const branches = branchesOf(all);
  const at = branches.findIndex(({ category }) => category.id === chosen);
  const press = (event: KeyboardEvent) => actionOfKey(event, branches, at, { onChoose, act });
  useEffect(() => {
    // the focus follows the selection by keys, and otherwise never moves
    if (tree.current?.contains(document.activeElement))
      tree.current.querySelector<HTMLElement>('[aria-selected="true"]')?.focus();
  });
  return (
    <div
      ref={tree}
      role="tree"
      tabIndex={-1}
      aria-label={t("knowledge.categories")}
      className={css.tree}
      onKeyDown={press}
    >
      {branches.map(({ category, level, at: place, of }, index) => (
        // the tree handles these keys
        // biome-ignore lint/a11y/useKeyWithClickEvents: as above
        <div
          key={category.id}
          role="treeitem"
          aria-level={level}
          aria-posinset={place + 1}
          aria-setsize={of}
          aria-selected={index === at}
          tabIndex={index === Math.max(0, at) ? 0 : -1}
          className={css.branch}
          style={{ paddingInlineStart: `calc(var(--s-2) + ${level - 1} * var(--s-5))` }}
          onClick={() => onChoose(category.id)}
          onDoubleClick={() => act?.edit(category)}
          onFocus={() => index !== at && at === -1 && onChoose(category.id)}
        >
          {category.visibility === "public" ? <IconFolder size={16} aria-hidden /> : <IconLock size={16} aria-hidden />}
          <span className={css.name} dir="auto">
            {category.name}
          </span>
          <span className={css.hint}>{t(`knowledge.visibilities.${category.visibility}`)}</span>
          <span className={css.hint}>{t("knowledge.articleCount", { count: category.article_count })}</span>
        </div>
      ))}
    </div>
  );
}
