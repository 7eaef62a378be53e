import { queryOptions } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { queryClient } from "../lib/query-client.ts";

export type EmailConversation = AnswerOf<"GET", "/tickets/{id}/conversation/">;
export type Participant = EmailConversation["participants"][number];

/** The participants of a ticket by email, and the mailbox that sends the replies. */
export const conversationQuery = (id: string) =>
  queryOptions({
    queryKey: ["conversation", id],
    queryFn: ({ signal }) => api.get("/tickets/{id}/conversation/", { path: { id }, signal }),
  });

export const conversationChanged = (id: string) => queryClient.invalidateQueries({ queryKey: ["conversation", id] });

export type ArrivedEmail = AnswerOf<"GET", "/tickets/{id}/incoming-emails/">["results"][number];

/** The emails that became messages of a ticket. The key begins like that of the conversation, so both are reloaded together. */
export const arrivalsQuery = (id: string) =>
  queryOptions({
    queryKey: ["conversation", id, "arrivals"],
    queryFn: async ({ signal }) => (await api.get("/tickets/{id}/incoming-emails/", { path: { id }, signal })).results,
  });
