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

/** Adds a reply that was just sent. Its time counts from now, because the server's clock may differ. */
export function replyWaits(reply: Omit<Reply, "leavesAt">): Reply {
  const lasts = new Date(reply.send_at).getTime() - new Date(reply.created_at).getTime();
  const waiting = { ...reply, leavesAt: Date.now() + lasts };
  queryClient.setQueryData<Reply[]>(["replies", reply.ticket], (now = []) => [...now, waiting]);
  return waiting;
}

export function replyIsGone(ticket: string, id: string): void {
  queryClient.setQueryData<Reply[]>(["replies", ticket], (now = []) => now.filter((each) => each.id !== id));
}
