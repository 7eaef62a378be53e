import { queryOptions } from "@tanstack/react-query";
import { api } from "../lib/api.ts";

export const schedulesQuery = queryOptions({
  queryKey: ["report-schedules"],
  queryFn: async ({ signal }) => (await api.get("/report-schedules/", { signal })).results,
});
