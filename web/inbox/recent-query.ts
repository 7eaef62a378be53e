import { queryOptions } from "@tanstack/react-query";
import { api } from "../lib/api.ts";

const MAX_SHOWN = 20;

/** The last merges. */
export const mergesQuery = queryOptions({
  queryKey: ["recent-changes", "merges"],
  queryFn: async ({ signal }) => (await api.get("/merges/", { signal })).results,
});

/** The deleted views that the user may restore. */
export const deletedViewsQuery = queryOptions({
  queryKey: ["recent-changes", "views"],
  queryFn: async ({ signal }) => (await api.get("/views/deleted/", { signal })).results,
});

/** The last changes made in lists, by anyone. */
export const recentQuery = queryOptions({
  queryKey: ["recent-changes"],
  queryFn: async ({ signal }) => (await api.get("/bulk-changes/", { query: { page_size: MAX_SHOWN }, signal })).results,
});
