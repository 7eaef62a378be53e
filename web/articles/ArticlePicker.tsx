import "../lib/later-texts.ts";

import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import { useTexts } from "../lib/texts.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { SearchList } from "../ui/SearchList.tsx";
import { countMiss, guessLanguage, type Hit } from "./article-queries.ts";

interface Props {
  ticket: { id: string; subject: string };
  /** The words in the search field. */
  text: string;
  onText(text: string): void;
  onPick(hit: Hit): void;
  onClose(): void;
}

const TYPING_MS = 300;
const LIMIT = 8;

/** Finds a published article by its words. Before anything is typed, it offers articles that fit the ticket. */
export function ArticlePicker(props: Props) {
  const t = useTexts();
  return (
    <Dialog
      onClose={props.onClose}
      withCloseButton={false}
      returnFocus={false}
      size={560}
      padding={0}
      yOffset="12dvh"
      centered={false}
      attributes={{ content: { "aria-label": t("articles.insert") } }}
    >
      <Search {...props} />
    </Dialog>
  );
}

function useHits(ticket: Props["ticket"], q: string) {
  const { id, subject } = ticket;
  return useQuery({
    queryKey: ["article-hits", id, q],
    queryFn: async ({ signal }) => {
      const query = { ...(q ? { q } : { ticket: id }), language: guessLanguage(q || subject), limit: LIMIT };
      const { results } = await api.get("/kb/suggestions/", { query, signal });
      countMiss(q && results.length === 0 ? q : null);
      return results;
    },
    placeholderData: keepPreviousData,
  });
}

function Search({ ticket, text, onText, onPick, onClose }: Props) {
  const t = useTexts();
  const [q] = useDebouncedValue(text.trim(), TYPING_MS);
  const { data: hits, error, isPlaceholderData } = useHits(ticket, q);
  const isLoading = !error && (!hits || isPlaceholderData || text.trim() !== q);
  const none = q ? t("articles.noMatch", { text: q }) : t("articles.none");
  return (
    <SearchList
      label={t("articles.insert")}
      placeholder={t("articles.search")}
      text={text}
      onText={onText}
      choices={(hits ?? []).map(({ id, title, effective_visibility }) => ({
        value: id,
        label: title,
        beside: t(`knowledge.visibilities.${effective_visibility}`),
      }))}
      isFound
      isLoading={isLoading}
      empty={error ? t("articles.notLoaded") : hits ? none : t("common.loading")}
      onPick={(id) => onPick(hits!.find((each) => each.id === id)!)}
      onClose={onClose}
    />
  );
}
