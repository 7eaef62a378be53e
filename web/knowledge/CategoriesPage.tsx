import "../lib/later-texts.ts";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconFolders } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { may } from "../../wire/permissions.ts";
import { api } from "../lib/api.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { BackLink } from "../records/BackLink.tsx";
import { EmptyState, ErrorState, LoadingLines } from "../ui/States.tsx";
import { CategoryForm } from "./CategoryForm.tsx";
import { CategoryTree } from "./CategoryTree.tsx";
import { type ArticleCategory, type Direction, movedPlace } from "./category-tree.ts";
import css from "./Knowledge.module.css";
import { useCategoryChanges } from "./use-category-changes.ts";

/** The open form: for a category, or for a new one below `parent`. */
type Open = { category: ArticleCategory } | { parent: string | null };

/** The tree of categories, changed by buttons and by keys. Agents see it; Admins change it. */
export function CategoriesPage() {
  const t = useTexts();
  const isAdmin = may(useUser(), "knowledge.manage");
  const { data, error, refetch } = useQuery({
    queryKey: ["kb-categories"],
    queryFn: ({ signal }) => api.get("/kb/categories/", { signal }),
  });
  const all = data?.results ?? [];
  const { move, remove, read } = useCategoryChanges(all);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [open, setOpen] = useState<Open | null>(null);
  const category = all.find(({ id }) => id === chosenId) ?? null;
  const save = async (changes: Record<string, unknown>) => {
    const body = changes as { name: string };
    if (open && "category" in open) await api.patch("/kb/categories/{id}/", body, { path: { id: open.category.id } });
    else if (open) {
      const { id } = await api.post("/kb/categories/", { ...body, parent: open.parent, position: 100_000 });
      setChosenId(id);
    }
    await read();
  };
  const act = {
    move: (each: ArticleCategory, direction: Direction) => void move(each, direction),
    remove: (each: ArticleCategory) => void remove(each),
    edit: (each: ArticleCategory) => setOpen({ category: each }),
  };
  return (
    <Stack className={css.page} gap="md">
      <BackLink to="/knowledge">{t("knowledge.title")}</BackLink>
      <Title order={1} size="h2">
        {t("knowledge.categories")}
      </Title>
      {isAdmin && <Tools all={all} category={category} act={act} onNew={(parent) => setOpen({ parent })} />}
      {error ? <ErrorState error={error} onRetry={refetch} /> : !data && <LoadingLines />}
      {data && all.length === 0 && <EmptyState icon={IconFolders} title={t("knowledge.noCategories")} />}
      {all.length > 0 && <CategoryTree all={all} chosen={chosenId} onChoose={setChosenId} act={isAdmin ? act : null} />}
      {open && (
        <CategoryForm category={"category" in open ? open.category : null} save={save} onClose={() => setOpen(null)} />
      )}
    </Stack>
  );
}

interface ToolsProps {
  all: readonly ArticleCategory[];
  category: ArticleCategory | null;
  act: {
    move(category: ArticleCategory, direction: Direction): void;
    remove(category: ArticleCategory): void;
    edit(category: ArticleCategory): void;
  };
  onNew(parent: string | null): void;
}

const DIRECTIONS = ["up", "down", "in", "out"] as const;

/** The actions for the chosen category. */
function Tools({ all, category, act, onNew }: ToolsProps) {
  const t = useTexts();
  const change = (label: string, isPossible: boolean, run: () => void) => (
    <Button key={label} size="compact-sm" variant="default" disabled={!isPossible} onClick={run}>
      {label}
    </Button>
  );
  return (
    <>
      <Group gap="xs" role="toolbar" aria-label={t("knowledge.categories")}>
        <Button size="compact-sm" onClick={() => onNew(category?.parent ?? null)}>
          {t("knowledge.newCategory")}
        </Button>
        {change(t("knowledge.newInside"), category !== null, () => onNew(category!.id))}
        {change(t("knowledge.editCategory"), category !== null, () => act.edit(category!))}
        {DIRECTIONS.map((direction) =>
          change(
            t(`knowledge.moves.${direction}`),
            category !== null && movedPlace(all, category, direction) !== null,
            () => act.move(category!, direction),
          ),
        )}
        {change(t("common.delete"), category !== null, () => act.remove(category!))}
      </Group>
      <Text size="sm" c="dimmed">
        {t("knowledge.treeKeys")}
      </Text>
    </>
  );
}
