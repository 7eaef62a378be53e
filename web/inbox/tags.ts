import { queryClient } from "../lib/query-client.ts";
import type { InboxPages } from "../rows/rows.ts";

const MOST = 40;

/** The tags of all loaded tickets, the most used first. */
export function useKnownTags(): string[] {
  const counts = new Map<string, number>();
  for (const [, data] of queryClient.getQueriesData<InboxPages>({ queryKey: ["inbox-list"] }))
    for (const { results } of data?.pages.slice(0, 10) ?? [])
      for (const { tags } of results) for (const tag of tagsOf(tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, MOST)
    .map(([tag]) => tag);
}

/** A ticket's tags, one by one. */
export const tagsOf = (tags: string): string[] => [
  ...new Set(
    tags
      .split(",")
      .map((tag) => tag.trim())
      .filter(Boolean),
  ),
];
