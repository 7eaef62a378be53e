import { queryOptions } from "@tanstack/react-query";
import { api } from "../lib/api.ts";
import type { AnswerOf } from "../lib/endpoints.ts";

const AGAIN_MS = 60_000;

export type MailOutage = AnswerOf<"GET", "/email-status/">["outages"][number];
/** Whether emails are sent and received, and whether pictures of other sites are shown. */
export const emailStatusQuery = queryOptions({
  queryKey: ["mailboxes", "status"],
  queryFn: ({ signal }) => api.get("/email-status/", { signal }),
  refetchInterval: AGAIN_MS,
});
