import { queryOptions } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";
import { queryClient } from "../lib/query-client.ts";

export type Reply = AnswerOf<"GET", "/tickets/{id}/replies/">["results"][number] & {
  /** When it leaves, by this device's clock. */
  leavesAt: number;
};

const byServersClock = (reply: Omit<Reply, "leavesAt">): Reply => ({
  ...reply,
  leavesAt: new Date(reply.send_at).getTime(),
});

/** The waiting replies of a ticket: the user's own in full; of others', only that they wait. */
export const repliesQuery = (id: string) =>
  queryOptions({
    queryKey: ["replies", id],
    queryFn: async ({ signal }) => {
      const { results } = await api.get("/tickets/{id}/replies/", { path: { id }, signal });
      const replies = queryClient.getQueryData<Reply[]>(["replies", id]) ?? [];
      return results.map((reply) => replies.find((each) => each.id === reply.id) ?? byServersClock(reply));
    },
  });

/** Changes the list. A read that is under way may not know the change, so its answer must not replace it. */
function changeReplies(ticket: string, change: (replies: Reply[]) => Reply[]): void {
  const queryKey = ["replies", ticket];
  queryClient.setQueryData<Reply[]>(queryKey, (replies = []) => change(replies));
  void queryClient.invalidateQueries({ queryKey });
}

/** Adds a reply that was just sent. Its time counts from now, because the server's clock may differ. */
export function replyWaits(reply: Omit<Reply, "leavesAt">): Reply {
  const lasts = new Date(reply.send_at).getTime() - new Date(reply.created_at).getTime();
  const waiting = { ...reply, leavesAt: Date.now() + lasts };
  changeReplies(reply.ticket, (replies) => [...replies, waiting]);
  return waiting;
}

export const replyIsGone = (ticket: string, id: string): void =>
  changeReplies(ticket, (replies) => replies.filter((each) => each.id !== id));
