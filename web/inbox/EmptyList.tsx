import "../lib/later-texts.ts";
import { Button, Group } from "@mantine/core";
import { IconCircleCheck, IconEyeOff, IconFilterOff, IconInbox } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { EmptyState } from "../ui/States.tsx";
import { isOnlySearch } from "../views/only-search.ts";
import type { Inbox } from "./use-inbox.ts";

/** Nothing to list: good news in most views, a filter too narrow in others. */
export function EmptyList({ inbox }: { inbox: Inbox }) {
  const t = useTexts();
  const { view, filters } = inbox;
  if (filters.q) return <NothingFound inbox={inbox} q={filters.q} />;
  if (inbox.isChanged)
    return (
      <EmptyState
        icon={IconFilterOff}
        title={t("emptyList.filters")}
        action={
          <Button variant="default" onClick={inbox.reset}>
            {t("emptyList.reset")}
          </Button>
        }
      >
        {t("emptyList.filtersText")}
      </EmptyState>
    );
  if (view?.builtIn)
    return (
      <EmptyState
        icon={view.builtIn === "all" ? IconInbox : IconCircleCheck}
        title={t(`emptyList.views.${view.builtIn}`)}
      >
        {t(`emptyList.texts.${view.builtIn}`)}
      </EmptyState>
    );
  return <EmptyState icon={IconCircleCheck} title={t("emptyList.view")} />;
}

/** A search found nothing: which of its words are nowhere, and a search with similar words. */
function NothingFound({ inbox, q }: { inbox: Inbox; q: string }) {
  const t = useTexts();
  const isSearchAlone = isOnlySearch(inbox);
  const { data } = useQuery({
    queryKey: ["inbox", "missing words", q],
    queryFn: ({ signal }) => api.get("/search/missing-words/", { query: { q }, signal }),
    placeholderData: keepPreviousData,
  });
  const { missing = [], suggestion = null } = data ?? {};
  const words = missing.map((word) => t("emptyList.quoted", { word })).join(", ");
  return (
    <EmptyState
      icon={IconFilterOff}
      title={t("emptyList.search")}
      action={
        <Group gap="xs" justify="center">
          {suggestion && (
            <Button onClick={() => inbox.setFilters((now) => ({ ...now, q: suggestion }))}>
              {t("emptyList.searchFor", { words: suggestion })}
            </Button>
          )}
          <Button variant="default" onClick={inbox.reset}>
            {t(isSearchAlone ? "emptyList.resetSearch" : "emptyList.reset")}
          </Button>
        </Group>
      }
    >
      {words ? t("emptyList.missing", { words }) : t(isSearchAlone ? "emptyList.searchText" : "emptyList.filtersText")}
    </EmptyState>
  );
}

/** The address names a view that this user does not have. */
export function UnknownView({ inbox }: { inbox: Inbox }) {
  const t = useTexts();
  return (
    <EmptyState
      icon={IconEyeOff}
      title={t("savedViews.unknown")}
      action={
        <Button variant="default" onClick={inbox.reset}>
          {t("savedViews.toAll")}
        </Button>
      }
    >
      {t("savedViews.unknownText")}
    </EmptyState>
  );
}
