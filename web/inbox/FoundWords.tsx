import { useInfiniteQuery, useQueries } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import "./FoundWords.css";
import { wordGroups, wordPositions, wordsIn } from "../../wire/word-positions.ts";
import { api } from "../lib/api.ts";
import { type FoundText, foundTexts, type InboxPages, type InboxRow, type ListQuery, rowsQuery } from "../rows/rows.ts";

const NAME = "found-word";
/** Where the words are marked: the rows of the list, and the conversation of the open ticket. */
const PLACES = "[role=grid] [data-ticket], [data-conversation] li";
const MAX_MARKED = 1_000;

function rangesOf(words: readonly string[]): Range[] {
  const ranges: Range[] = [];
  for (const place of document.querySelectorAll(PLACES)) {
    const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node && ranges.length < MAX_MARKED; node = texts.nextNode())
      for (const [from, to] of wordPositions(node.nodeValue ?? "", words)) {
        const range = new Range();
        range.setStart(node, from);
        range.setEnd(node, to);
        ranges.push(range);
      }
  }
  return ranges;
}

const AT_ONCE = 50;
const MAX_ROWS = 200;
const FRESH_MS = 60_000;

/** Whether a change is one of a text that is being written, in which nothing is marked. */
const isWriting = ({ target }: MutationRecord): boolean =>
  (target instanceof Element ? target : target.parentElement)?.closest('[contenteditable="true"]') != null;

/** The groups of words that a row does not show in its subject, number or customer. */
function missingIn(row: InboxRow, groups: readonly string[][]): string[][] {
  const rowText = [row.subject, row.ticket_number, row.contact_name, row.company_name].join(" ");
  return groups.filter((words) => wordPositions(rowText, words).length === 0);
}

/** The messages that mention the user, as texts that were found. */
const mentionsIn = (data: InboxPages | undefined) =>
  (data?.pages ?? []).flatMap(({ results }) =>
    results.flatMap(({ id, last_mention }): [string, FoundText][] =>
      last_mention ? [[id, { ...last_mention, ticket: id, comment: last_mention.id }]] : [],
    ),
  );

/** Shows in rows the message with a mention, or the text that a search has found if the row does not show the words anyway. */
function useFoundTexts(list: ListQuery, isOfMentions: boolean): void {
  const { q = "" } = list.filters;
  const { data, isPlaceholderData } = useInfiniteQuery({ ...rowsQuery(list), enabled: false });
  const missing = useMemo(() => {
    const groups = wordGroups(q);
    // the rows of the search before would be searched while the server looks for those of this one
    const rows = (isPlaceholderData ? [] : (data?.pages ?? [])).flatMap(({ results }) => results).slice(0, MAX_ROWS);
    return new Map(
      rows.map((row) => [row.id, missingIn(row, groups)] as const).filter(([, words]) => words.length > 0),
    );
  }, [q, data, isPlaceholderData]);
  const ids = [...missing.keys()];
  const snippets = useQueries({
    queries: Array.from({ length: Math.ceil(ids.length / AT_ONCE) }, (_, nth) => {
      const tickets = ids.slice(nth * AT_ONCE, (nth + 1) * AT_ONCE).join();
      return {
        queryKey: ["search-hits", q, tickets],
        queryFn: ({ signal }: { signal: AbortSignal }) => api.get("/search/hits/", { query: { q, tickets }, signal }),
        staleTime: FRESH_MS,
      };
    }),
    combine: (answers) => answers.flatMap(({ data }) => data?.results ?? []),
  });
  useEffect(() => {
    const tells = snippets.filter(({ ticket, excerpt }) =>
      missing.get(ticket)?.some((words) => wordPositions(excerpt, words).length > 0),
    );
    const mentions = isOfMentions ? mentionsIn(data as InboxPages | undefined) : [];
    foundTexts.set(new Map([...mentions, ...tells.map((text) => [text.ticket, text] as const)]));
  }, [snippets, missing, data, isOfMentions]);
  useEffect(() => () => foundTexts.set(new Map()), []);
}

/** Shows what was found in rows, and marks the words of a search in the list and in the open ticket. */
export function FoundWords({ list, isOfMentions = false }: { list: ListQuery; isOfMentions?: boolean }) {
  const { q = "" } = list.filters;
  useFoundTexts(list, isOfMentions);
  useEffect(() => {
    if (!q || !("highlights" in CSS)) return;
    const words = wordsIn(q);
    let frame = 0;
    const mark = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => CSS.highlights.set(NAME, new Highlight(...rangesOf(words))));
    };
    mark();
    const observer = new MutationObserver((changes) => changes.every(isWriting) || mark());
    observer.observe(document.body, { childList: true, characterData: true, subtree: true });
    return () => {
      cancelAnimationFrame(frame);
      observer.disconnect();
      CSS.highlights.delete(NAME);
    };
  }, [q]);
  return null;
}
