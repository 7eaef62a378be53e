import "../lib/later-texts.ts";
import { Button } from "@mantine/core";
import { IconCircleCheck, IconEyeOff, IconFilterOff, IconInbox } from "@tabler/icons-react";
import { useTexts } from "../lib/texts.ts";
import { EmptyState } from "../ui/States.tsx";
import { hasFilters } from "./address.ts";
import type { Inbox } from "./use-inbox.ts";

/** Nothing to list: good news in most views, a filter too narrow in others. */
export function EmptyList({ inbox }: { inbox: Inbox }) {
  const t = useTexts();
  const { view, filters } = inbox;
  const { q, ...others } = filters;
  const isOnlySearch = Boolean(q) && !hasFilters(others);
  if (inbox.isChanged || filters.q)
    return (
      <EmptyState
        icon={IconFilterOff}
        title={t(filters.q ? "emptyList.search" : "emptyList.filters")}
        action={
          <Button variant="default" onClick={inbox.reset}>
            {t(isOnlySearch ? "emptyList.resetSearch" : "emptyList.reset")}
          </Button>
        }
      >
        {t(isOnlySearch ? "emptyList.searchText" : "emptyList.filtersText")}
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
