import { useQuery } from "@tanstack/react-query";
import { api } from "../lib/api.ts";

export { ARTICLE_LANGUAGES, READER_TEAMS, VISIBILITIES } from "../../wire/knowledge-words.ts";

/** The categories that this user sees; empty until they are loaded. */
export function useCategories() {
  const { data } = useQuery({
    queryKey: ["kb-categories"],
    queryFn: ({ signal }) => api.get("/kb/categories/", { signal }),
  });
  return data?.results ?? [];
}
