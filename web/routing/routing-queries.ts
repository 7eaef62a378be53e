import { queryOptions } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Priority, Team } from "../../wire/ticket-words.ts";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { listenLive } from "../lib/live.ts";
import { queryClient } from "../lib/query-client.ts";

export type Routing = AnswerOf<"GET", "/teams/{team}/routing/">;
export type RoutedAgent = Routing["agents"][number];
export type Skill = AnswerOf<"GET", "/skills/{id}/">;
export type RoutedTeam = Exclude<Team, "">;

export const routingQuery = (team: RoutedTeam) =>
  queryOptions({
    queryKey: ["routing", team],
    queryFn: ({ signal }) => api.get("/teams/{team}/routing/", { path: { team }, signal }),
    staleTime: 0,
  });
export const previewQuery = (team: RoutedTeam, priority: Priority) =>
  queryOptions({
    queryKey: ["routing", team, "preview", priority],
    queryFn: ({ signal }) => api.get("/teams/{team}/routing/preview/", { path: { team }, query: { priority }, signal }),
    staleTime: 0,
  });
const MAX_SKILLS = 200;
export const skillsQuery = queryOptions({
  queryKey: ["skills"],
  queryFn: async ({ signal }) => (await api.get("/skills/", { query: { page_size: MAX_SKILLS }, signal })).results,
});
export const availabilityQuery = queryOptions({
  queryKey: ["routing", "own"],
  queryFn: ({ signal }) => api.get("/users/me/availability/", { signal }),
  staleTime: 0,
});

export const routingSaved = () => queryClient.invalidateQueries({ queryKey: ["routing"] });

const CAUSES = ["ticket.", "availability.", "routing.", "user."];
const QUIET_MS = 500;

/** Reloads the assignment page when something changes it. It is here, because the first view has no room for it. */
export function useLiveRouting(): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = listenLive((kind) => {
      if (timer || !CAUSES.some((prefix) => kind.startsWith(prefix))) return;
      timer = setTimeout(() => {
        timer = undefined;
        void routingSaved();
      }, QUIET_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, []);
}
