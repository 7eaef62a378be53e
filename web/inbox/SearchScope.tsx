import "../lib/later-texts.ts";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { countText } from "../views/views.ts";
import { hasFilters } from "./address.ts";
import styles from "./ListHead.module.css";
import type { Inbox } from "./use-inbox.ts";

/** Says that a search stays within the view and its filters, and how many tickets it finds without them. */
export function SearchScope({ inbox: { filters, view } }: { inbox: Inbox }) {
  const t = useTexts();
  const navigate = useNavigate();
  const { q = "", ...others } = filters;
  const isNarrowed = q !== "" && hasFilters(others);
  const { data: everywhere } = useQuery({
    queryKey: ["inbox-count", { q }],
    queryFn: ({ signal }) => api.get("/inbox/count/", { query: { q }, signal }),
    placeholderData: keepPreviousData,
    enabled: isNarrowed,
  });
  // nothing to offer, and the empty list says so
  if (!isNarrowed || everywhere?.count === 0) return null;
  return (
    <div className={styles.scope}>
      <span>{t("listNotes.scope.view", { view: view?.name ?? t("inbox.tickets") })}</span>
      <button type="button" onClick={() => void navigate({ to: "/tickets", search: { view: "all", q } })}>
        {everywhere
          ? t("listNotes.scope.everywhereCount", { count: everywhere.count, shown: countText(everywhere) })
          : t("listNotes.scope.everywhere")}
      </button>
    </div>
  );
}
