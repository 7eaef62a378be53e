import { queryOptions } from "@tanstack/react-query";
import { api } from "./api.ts";

/** The server's settings from its environment, which Admins may see. */
export const serverSettingsQuery = queryOptions({
  queryKey: ["server-settings"],
  queryFn: async ({ signal }) => (await api.get("/server-settings/", { signal })).results,
});
