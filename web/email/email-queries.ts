import { queryOptions } from "@tanstack/react-query";
import type { EmailState } from "../../wire/email-words.ts";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { queryClient } from "../lib/query-client.ts";

export type Mailbox = AnswerOf<"GET", "/mailboxes/{id}/">;
export type OutgoingEmail = AnswerOf<"GET", "/outgoing-emails/">["results"][number];

const MAX_MAILBOXES = 200;
const AGAIN_MS = 60_000;
export const mailboxesQuery = queryOptions({
  queryKey: ["mailboxes"],
  queryFn: async ({ signal }) =>
    (await api.get("/mailboxes/", { query: { page_size: MAX_MAILBOXES, ordering: "created_at" }, signal })).results,
  refetchInterval: AGAIN_MS,
});

export const emailSettingsQuery = queryOptions({
  queryKey: ["email-settings"],
  queryFn: ({ signal }) => api.get("/email-settings/", { signal }),
});

const CHECK_AGAIN_MS = 1_000;
export const checkQuery = (id: string) =>
  queryOptions({
    queryKey: ["mailbox-check", id],
    queryFn: ({ signal }) => api.get("/mailboxes/{id}/check/", { path: { id }, signal }),
    staleTime: 0,
    refetchInterval: ({ state }) =>
      state.data?.state === "waiting" || state.data?.state === "running" ? CHECK_AGAIN_MS : false,
  });

/** These states change by themselves within seconds. */
export const isMoving = (state: EmailState): boolean => state === "waiting" || state === "sending";
export const MOVING_AGAIN_MS = 2_000;

export const emailQuery = (id: string) =>
  queryOptions({
    queryKey: ["outgoing-email", id],
    queryFn: ({ signal }) => api.get("/outgoing-emails/{id}/", { path: { id }, signal }),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data && isMoving(state.data.state) ? MOVING_AGAIN_MS : false),
  });

/** Reloads everything that shows emails, after one was changed. */
export function emailsChanged(): void {
  for (const key of ["outgoing-emails", "outgoing-email-counts", "outgoing-email", "timeline", "conversation"])
    void queryClient.invalidateQueries({ queryKey: [key] });
}
