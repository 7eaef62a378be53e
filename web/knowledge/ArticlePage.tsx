import "../lib/later-texts.ts";
import { useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { api } from "../lib/api.ts";
import { loadLate } from "../ui/load-late.tsx";
import { ErrorState, LoadingLines } from "../ui/States.tsx";
import { ArticleEditor } from "./ArticleEditor.tsx";

// pages beside the articles; a route for each would add to the size of the first view
const PLACES: Record<string, ComponentType> = {
  categories: loadLate(async () => (await import("./CategoriesPage.tsx")).CategoriesPage),
  import: loadLate(async () => (await import("./ImportPage.tsx")).ImportPage),
  report: loadLate(async () => (await import("./KnowledgeReport.tsx")).KnowledgeReport),
};

/** An article, or the page with this name. */
export function ArticlePage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const Place = PLACES[id];
  return Place ? <Place /> : <OneArticle key={id} id={id} />;
}

function OneArticle({ id }: { id: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ["article", id],
    queryFn: ({ signal }) => api.get("/kb/articles/{id}/", { path: { id }, signal }),
    enabled: id !== "new",
    // a newer version does not replace text that is being edited; saving reports it
    refetchOnWindowFocus: false,
  });
  const { title } = useSearch({ strict: false }) as { title?: string };
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (!data && id !== "new") return <LoadingLines lines={8} />;
  return <ArticleEditor article={data ?? null} title={title} />;
}
