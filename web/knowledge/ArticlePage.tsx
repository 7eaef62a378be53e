import "../lib/later-texts.ts";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { api } from "../lib/api.ts";
import { ErrorState, LoadingLines } from "../ui/States.tsx";
import { ArticleEditor } from "./ArticleEditor.tsx";

export function ArticlePage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const { data, error, refetch } = useQuery({
    queryKey: ["article", id],
    queryFn: ({ signal }) => api.get("/kb/articles/{id}/", { path: { id }, signal }),
    enabled: id !== "new",
    // what is being written is not replaced; a version of somebody else is told when it is saved
    refetchOnWindowFocus: false,
  });
  if (error) return <ErrorState error={error} onRetry={refetch} />;
  if (!data && id !== "new") return <LoadingLines lines={8} />;
  return <ArticleEditor key={id} article={data ?? null} />;
}
