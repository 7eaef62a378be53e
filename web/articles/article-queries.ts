import { queryOptions } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";

export type Hit = AnswerOf<"GET", "/kb/suggestions/">["results"][number];
export type PublishedText = AnswerOf<"GET", "/kb/articles/{id}/published/">;
export type HitLanguage = PublishedText["language"];

const THAI = /\p{Script=Thai}/u;
const FRESH_MS = 5 * 60_000;

/** Guesses the language of the articles for a text from its letters. */
export const guessLanguage = (text: string): "en" | "th" => (THAI.test(text) ? "th" : "en");

/** The articles that fit a ticket's words. */
export const articlesForTicket = (ticket: { id: string; subject: string }, limit: number) =>
  queryOptions({
    queryKey: ["ticket-articles", ticket.id, limit],
    queryFn: async ({ signal }) => {
      const query = { ticket: ticket.id, language: guessLanguage(ticket.subject), limit };
      return (await api.get("/kb/suggestions/", { query, signal })).results;
    },
    staleTime: FRESH_MS,
  });

/** The published text of an article, as readers see it now. */
export const publishedText = ({ id, language }: { id: string; language: string }) =>
  queryOptions({
    queryKey: ["published-article", id, language],
    queryFn: ({ signal }) => api.get("/kb/articles/{id}/published/", { path: { id }, query: { language }, signal }),
    staleTime: 0,
  });

/** Records what an agent did with an article. A failure does not disturb the agent's work. */
export const countUse = (article: string, ticket: string, how: "opened" | "inserted" | "linked"): void =>
  void api.post("/kb/articles/{id}/uses/", { how, ticket }, { path: { id: article } }).catch(() => undefined);

export const countShown = (ticket: string, articles: string[]): void =>
  void api.post("/kb/suggestions/shown/", { ticket, articles }).catch(() => undefined);

const TYPING_MS = 2_000;
let waiting: ReturnType<typeof setTimeout> | undefined;

/** Records a search without results once typing stops; null: the last search had results. */
export function countMiss(words: string | null): void {
  clearTimeout(waiting);
  if (!words || [...words].length > 100) return;
  waiting = setTimeout(() => void api.post("/kb/searches/", { words }).catch(() => undefined), TYPING_MS);
}
