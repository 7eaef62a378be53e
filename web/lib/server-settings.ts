import { queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "./api.ts";

/** The server's settings from its environment, which Admins may see. */
export const serverSettingsQuery = queryOptions({
  queryKey: ["server-settings"],
  queryFn: async ({ signal }) => (await api.get("/server-settings/", { signal })).results,
});

/** Whether emails can have links to this server, as a mailbox needs before it is enabled. True until it is known. */
export function useHasPublicUrl(): boolean {
  const { data: settings } = useQuery(serverSettingsQuery);
  return settings?.find(({ name }) => name === "PUBLIC_URL")?.is_set ?? true;
}
