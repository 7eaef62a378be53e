import { queryOptions } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { queryClient } from "../lib/query-client.ts";

export type Conversation = AnswerOf<"GET", "/tickets/{id}/conversation/">;
export type Participant = Conversation["participants"][number];

/** The participants of a ticket by email, and the mailbox that sends the replies. */
export const conversationQuery = (id: string) =>
  queryOptions({
    queryKey: ["conversation", id],
    queryFn: ({ signal }) => api.get("/tickets/{id}/conversation/", { path: { id }, signal }),
  });

export const conversationChanged = (id: string) => queryClient.invalidateQueries({ queryKey: ["conversation", id] });
