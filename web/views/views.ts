import { queryOptions, useQuery } from "@tanstack/react-query";
import { BUILT_IN_VIEWS, type BuiltInView, filtersOf, type ViewFilters } from "../../wire/built-in-views.ts";
import { may } from "../../wire/permissions.ts";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { useUser } from "../lib/session.ts";
import { useTexts } from "../lib/texts.ts";
import { numberOf } from "../lib/time.ts";
import { viewCountsQuery } from "../reads/view-counts.ts";

export type SavedView = AnswerOf<"GET", "/views/">["results"][number];

/** A view of the inbox: a built-in or a saved one. */
export interface InboxView {
  /** The key of a built-in view, or the ID of a saved one, as in the address. */
  key: string;
  name: string;
  filters: ViewFilters;
  ordering: string;
  saved?: SavedView;
  builtIn?: BuiltInView["key"];
}

export const viewsQuery = queryOptions({
  queryKey: ["views"],
  queryFn: async ({ signal }) => (await api.get("/views/", { signal })).results,
});

const USUAL_ORDERING = "-updated_at";

export interface Views {
  builtIn: InboxView[];
  /** Left out until they are known. */
  saved: InboxView[] | undefined;
}

export function useViews(): Views {
  const t = useTexts();
  const user = useUser();
  const { data } = useQuery(viewsQuery);
  const builtIn = BUILT_IN_VIEWS.filter(({ isForAdmins }) => !isForAdmins || may(user, "trash.view")).map((view) => ({
    key: view.key,
    name: t(`views.builtIn.${view.key}`),
    filters: filtersOf(view, user.role),
    ordering: view.ordering,
    builtIn: view.key,
  }));
  const savedViews = data?.map((view) => ({
    key: view.id,
    name: view.name,
    filters: view.filters,
    ordering: view.ordering || USUAL_ORDERING,
    saved: view,
  }));
  return { builtIn, saved: savedViews };
}

/** All views as they are listed: the trash comes last. */
export const viewsInOrder = ({ builtIn, saved = [] }: Views): InboxView[] =>
  [...builtIn, ...saved].sort((a, b) => Number(a.key === "trash") - Number(b.key === "trash"));

/** How many tickets each view holds, by its key, formatted. */
export function useViewCounts(): (key: string) => string | undefined {
  const { data } = useQuery(viewCountsQuery);
  return (key) => data?.[key] && countText(data[key]);
}

export const countText = ({ count, is_capped }: { count: number; is_capped: boolean }): string =>
  `${numberOf(count)}${is_capped ? "+" : ""}`;
